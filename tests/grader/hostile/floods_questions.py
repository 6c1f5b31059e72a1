"""Asks the examiner without waiting for answers, for longer than a call may take."""

answers = {
    "predict_deep": """
import gc
from grader.engine import messages
from grader.engine.wire import Channel

def predict_deep(input_data_row, weights):
    channel = next(thing for thing in gc.get_objects() if type(thing) is Channel)
    frame = messages.packed(messages.Ask(0, (), {}), 0) * 50
    channel._sock.setblocking(True)
    import signal
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    import threading
    def listen():
        while channel._sock.recv(65536):
            pass
    threading.Thread(target=listen, daemon=True).start()
    while True:
        channel._sock.sendall(frame)
"""
}
scores = {"predict_deep": 0.0}
seconds = 25.0
