"""The student's command, `course`: get the exercises, open them, check them, hand them in.

The same on Windows, macOS and Linux, for people without `make` and without git. It needs what the
sets without Keras need; JupyterLab and Keras are extras.
"""
