"""Makes a file of a gigabyte: written, stretched, allocated, and many small ones."""

answers = {
    "relu": """
import os

made = []
for place in ("/tmp/huge", "/dev/shm/huge", "huge"):
    for make in (
        lambda: os.truncate(place, 10**9),
        lambda: os.posix_fallocate(os.open(place, os.O_RDWR), 0, 10**9),
        lambda: open(place, "wb").write(bytes(10**8)),
    ):
        open(place, "wb").close()
        try:
            make()
        except OSError:
            pass
        if os.path.getsize(place) > 64 * 2**20:
            made.append(place)
        os.remove(place)
try:
    for i in range(10_000):
        os.mkdir(f"/tmp/{i}")
    made.append("10,000 folders")
except OSError:
    pass
print(made)
if not made:
    def relu(x):
        return np.maximum(x, 0)
"""
}
scores = {}  # it is refused, and so defines a right `relu`
limits = {"seconds_per_cell": 60.0}
