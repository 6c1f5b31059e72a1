"""What cells use of IPython, in a page: `IPython.display`."""  # noqa: N999
