"""The NumPy neural network that the chapters build, with its data and figures."""
