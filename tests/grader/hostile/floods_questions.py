"""Asks the examiner without waiting for answers, for longer than a call may take."""

answers = {
    "predict_deep": """
import sys
from grader.engine import messages

def predict_deep(input_data_row, weights):
    frame = sys._getframe()  # quicker than to ask `gc` for everything there is
    while "side" not in frame.f_locals:
        frame = frame.f_back
    channel = frame.f_locals["side"].channel
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
