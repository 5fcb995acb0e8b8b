"""The command line. A wrong word gives one line on standard error and exit status 2; nothing ever gives a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from cjm_core.command_line.drawing import map_
from cjm_core.command_line.files import demo, import_, read
from cjm_core.command_line.journeys import funnel, paths, retention, transitions
from cjm_core.command_line.keeping import imports, undo
from cjm_core.command_line.numbers import compare, kpi, kpis, trend
from cjm_core.command_line.privacy import forget
from cjm_core.command_line.quality import quality
from cjm_core.command_line.reported import reported
from cjm_core.command_line.sharing import share
from cjm_core.command_line.show import visible
from cjm_core.errors import BadInput
from cjm_core.faults import log_fault
from cjm_core.home import home
from cjm_core.settings import Settings, using
from cjm_core.workspace import Workspace
from cjm_core.written import read_settings

__all__ = ["main"]

BAD_INPUT, UNEXPECTED = 2, 1
_COMMANDS = (
    demo, read, import_, kpis, kpi, trend, compare, funnel, transitions, paths, retention, map_, share, reported, forget, quality, imports, undo,
)  # fmt: skip


@click.group(no_args_is_help=False)
def cli() -> None:
    """Customer journey maps measured from spreadsheets, offline."""


for _command in _COMMANDS:
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0, 2 for bad input, 1 for an unexpected error, which goes to the log."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        words = list(sys.argv[1:] if arguments is None else arguments)
        with using(_settings()):
            cli.main(args=words, prog_name="python -m cjm_core", standalone_mode=False)
    except BadInput as error:
        return _say(str(error), BAD_INPUT)
    except click.ClickException as error:
        return _say(_usage(error), BAD_INPUT)
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - so that closing the broken pipe says nothing either
        return 0
    except (PermissionError, IsADirectoryError, NotADirectoryError, FileExistsError) as error:
        return _say(f"{error.filename} cannot be written: {error.strerror}. Name another file or folder.", BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        return _say("Stopped. Nothing was changed.", UNEXPECTED)
    except Exception as error:  # a person must never see a traceback
        return _say(_logged(error), UNEXPECTED)
    return 0


def _settings() -> Settings:
    """The settings of the workspace hold here too; a machine without one counts as usual, and none is made."""
    kept = home() / "workspace.sqlite"
    return read_settings(Workspace(kept)) if kept.is_file() else Settings()


def _say(message: str, status: int) -> int:
    print(visible(" ".join(message.split())), file=sys.stderr)
    return status


def _usage(error: click.ClickException) -> str:
    """What is wrong with the words of the command, and which would be accepted."""
    said = error.format_message().strip().rstrip(".") + "."
    context = getattr(error, "ctx", None)
    if context is None:
        return said
    if context.command is cli:
        return f"{said} Commands are: {', '.join(cli.commands)}."
    options = [name for parameter in context.command.params for name in parameter.opts if name.startswith("--")]
    if isinstance(error, (click.NoSuchOption, click.MissingParameter)) or "extra argument" in said:
        return f"{said} {context.command.name} takes: {', '.join(options)}."
    return said


def _logged(error: Exception) -> str:
    """Write the details to the log and return the sentence with their reference."""
    folder = home() / "logs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return f"Something unexpected went wrong ({type(error).__name__}), and no log could be written to {folder}."
    return f"Something unexpected went wrong. Reference {log_fault(error)}; the details are in {folder}."
