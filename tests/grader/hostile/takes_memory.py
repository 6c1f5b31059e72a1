"""Takes all the memory there is."""

answers = {
    "predict_deep": """
hoard = []

def predict_deep(input_data_row, weights):
    while True:
        hoard.append(np.ones(10_000_000))
"""
}
scores = {"predict_deep": 0.0}
