"""How fast the generator is, against peers and bare loops measured in the same run."""
