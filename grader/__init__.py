"""Checks for the exercises, and the tools that release and grade them."""
