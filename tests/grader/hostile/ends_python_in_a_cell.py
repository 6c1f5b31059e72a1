"""Ends the process when its cell is run; the other answers are whole."""

answers = {"relu": "import os\nos._exit(0)"}
scores = {"relu": 0.0}
message = "`relu` is not defined."
incident = "cell `relu` ended Python with status 0"
