"""Models in Keras for the problem sets: quick to train, quiet, and what tests ask of one."""
