"""The names of the program and of the schema that it takes by default.

Both bear the name of the first vendor, and no other code does: what a vendor needs stands in its
schema file.
"""

PROGRAM = "kaltura-sfdx"
DEFAULT_SCHEMA = "kaltura"
