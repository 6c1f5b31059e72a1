#!/bin/sh
# Print the Python that the course's environment is made with, or say in one line what to install.
#
#   find_python.sh              the newest that fits on the PATH; where none does, one fetched with uv
#   find_python.sh PROGRAM      this one, if it fits
#   find_python.sh --here       as the first, but nothing is fetched and nothing said
#
# It fits if its version is in the range of pyproject.toml and it has the modules venv and ensurepip.
set -u
RANGE="Python 3.11, 3.12, 3.13 or 3.14"
FETCHED=3.13
PLACE=.python # beside the Makefile; holds what is fetched, git ignores it

in_range() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; }
can_make() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }
fits() { in_range "$1" && can_make "$1"; }
say() { echo "$*" >&2; }

install() { # what to type where no fitting Python can be had
  if command -v apt-get >/dev/null; then
    echo "sudo apt-get install python3 python3-venv (Debian 12, Ubuntu 24.04 or later)"
  elif command -v dnf >/dev/null; then
    echo "sudo dnf install python3.13"
  elif [ "$(uname)" = Darwin ]; then
    echo "brew install python@3.13 (from https://brew.sh), or the installer of https://www.python.org"
  else
    echo "the installer of https://www.python.org, or on Windows: winget install Python.Python.3.13"
  fi
}

if [ "${1:-}" != "" ] && [ "$1" != --here ]; then
  if ! in_range "$1"; then
    found=missing
    command -v "$1" >/dev/null && found=$("$1" --version 2>&1)
    say "This course needs $RANGE; $1 is $found. Leave PYTHON out, and make looks for one itself."
    exit 1
  fi
  if ! can_make "$1"; then
    say "$1 has no venv module. Install it (Debian, Ubuntu: apt-get install python3-venv) and try again."
    exit 1
  fi
  echo "$1"
  exit
fi

for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
  if fits "$name"; then
    echo "$name"
    exit
  fi
done
[ "${1:-}" != --here ] || exit 1

# uv, the one of this machine or one from PyPI in a folder of its own, knows where Pythons are.
say "No $RANGE is here. Fetching Python $FETCHED with uv into $PLACE (about 100 MB)."
uv=$(command -v uv) || {
  for name in python3 python; do
    "$name" -m venv "$PLACE/uv" >/dev/null 2>&1 &&
      "$PLACE/uv/bin/python" -m pip install --quiet --disable-pip-version-check uv >/dev/null 2>&1 &&
      uv=$PLACE/uv/bin/uv && break
  done
}
if [ -n "$uv" ] && "$uv" python install --quiet --install-dir "$PLACE" --no-bin "$FETCHED" >/dev/null 2>&1; then
  found=$(UV_PYTHON_INSTALL_DIR=$PLACE "$uv" python find --managed-python "$FETCHED" 2>/dev/null)
  if [ -n "$found" ] && fits "$found"; then
    echo "$found"
    exit
  fi
fi
say "This course needs $RANGE, and none could be fetched. Install one: $(install)"
exit 1
