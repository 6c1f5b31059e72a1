"""Connects to this machine and beyond, and to whatever listens in the file system."""

answers = {
    "relu": """
import socket

reached = []
for address in (("127.0.0.1", 22), ("127.0.0.1", 8888), ("192.0.2.1", 80), ("1.1.1.1", 53)):
    try:
        socket.create_connection(address, 0.2).close()
        reached.append(address)
    except ConnectionRefusedError:
        pass  # nobody listens on a loopback of its own
    except OSError:
        pass
for path in ("/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket"):
    try:
        socket.socket(socket.AF_UNIX).connect(path)
        reached.append(path)
    except OSError:
        pass
if not reached:
    def relu(x):
        return np.maximum(x, 0)
"""
}
scores = {}  # it reaches nothing, and so defines a right `relu`
