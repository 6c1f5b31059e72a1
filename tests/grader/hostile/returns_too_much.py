"""Returns more than a message may hold."""

answers = {"relu": "def relu(x):\n    return np.broadcast_to(np.float32(1.0), (2**20, 2**20))"}
scores = {"relu": 0.0}
message = "returned "
