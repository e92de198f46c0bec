"""Starts the window; with arguments, the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Open the window, on an archive if one is named; run a command if one is given."""
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == 1 and arguments[0].lower().endswith(".dejavu")):
        from dejavu_app.cli.demo import has_screen

        if not has_screen():
            sys.exit("Error: There is no screen to open the window on. dejavu --help lists what works without one.")
        from dejavu_app.ui.app import run

        sys.exit(run(arguments))
    try:
        from dejavu_app.cli import cli
    except KeyboardInterrupt:
        sys.exit("\nAborted!")  # as click says it once it is loaded

    cli(prog_name="dejavu")


if __name__ == "__main__":
    main()
