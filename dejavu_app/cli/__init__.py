"""The command line: every command makes the same calls as the window. Heavy libraries load inside the commands."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import Any

import click

from dejavu_app import __version__
from dejavu_app.cli.about import doctor, info
from dejavu_app.cli.demo import demo
from dejavu_app.cli.ingest import encode, import_
from dejavu_app.cli.masks import mask
from dejavu_app.cli.measures import bench, evaluate
from dejavu_app.cli.results import export, show
from dejavu_app.cli.search import search
from dejavu_app.errors import Cancelled, UserError


class _Commands(click.Group):
    """Says the world's faults in one line on standard error and exits with 1; lists commands as the work goes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            done = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()  # now, while a fault can still be told
            return done
        except UserError as error:
            raise click.ClickException(" ".join(str(error).split())) from error
        except ImportError as error:
            if not isinstance(error.__cause__, KeyboardInterrupt):
                raise
            raise click.Abort from error  # Ctrl-C while a library written in C++ was loading
        except OSError as error:
            # Every file that a command reads or writes explains itself; what is left is its own output.
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
                raise
            with contextlib.suppress(OSError):  # an output without a file behind it
                # What could not be written Python would try again at its end, and complain.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.ClickException(f"The output cannot be written: {error.strerror}.") from error
        except Cancelled as error:
            raise click.ClickException(str(error) or "Stopped.") from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dejavu")
def cli() -> None:
    """Find the historical newspaper articles that tell the same kind of story as an article of today.

    Without a command the window opens. An ARCHIVE is one file, such as papers.dejavu.
    """
    # A shell may have closed them (2>&-): then nothing is read from there, and what is said goes nowhere.
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A console that knows few letters shows a stand-in for the others instead of failing on them.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


for command in (import_, encode, search, show, export, mask, info, evaluate, bench, doctor, demo):
    cli.add_command(command)
