#!/usr/bin/env python3
"""Wardline's front door: `python3 run.py up` starts a hospital, `python3 run.py test` checks everything.

Needs Python 3.11 or newer and nothing else: it makes its own environment in .venv, installs what the lock files
name (with hashes), builds the web app, and hands over. See `python3 run.py help`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - older ones may try to run this file
    sys.exit(f"Wardline needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

from hub.boot import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
