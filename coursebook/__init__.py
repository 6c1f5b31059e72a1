"""What the pages of the book use and no reader has to learn: figures, data sets, quizzes.

The network itself, which the chapters build, is the package `scratchnet`.
"""
