"""Loops for ever and catches whatever is raised to stop it."""

answers = {
    "predict_deep": """
def predict_deep(input_data_row, weights):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
}
scores = {"predict_deep": 0.0}
message = "was stopped after 2 seconds"
