"""Hangs, or says something else, wherever an object of its own is looked at."""

answers = {
    "relu": """
class Meta(type):
    @property
    def __name__(cls):
        while True:
            pass
    def __instancecheck__(cls, thing):
        return True

class Sticky(metaclass=Meta):
    def __repr__(self):
        return "2.0"
    def __getattribute__(self, name):
        if name in ("__class__", "__len__", "__iter__", "shape", "dtype", "item", "tolist"):
            while True:
                pass
        return object.__getattribute__(self, name)

def relu(x):
    return Sticky()

Sticky()
"""
}
scores = {"relu": 0.0}
message = "returned an object of class Sticky, where a number was expected"
