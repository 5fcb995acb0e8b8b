"""`python -m cjm_core`: everything a screen shows, as JSON or as a table; `--help` lists the commands."""

import sys

from cjm_core.command_line import main

if __name__ == "__main__":
    sys.exit(main())
