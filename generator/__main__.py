"""Where the program begins, as `kaltura-sfdx` and as `python -m generator`."""

import sys


def main() -> None:
    """Run the command line; an interrupt while that is imported is one as well."""
    try:
        from generator import cli  # noqa: PLC0415

        cli.main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
