"""Every answer is `raise SystemExit`."""

names = ("weighted_sum", "relu", "predict_with_network", "predict_rows", "predict_deep", "forward")
answers = dict.fromkeys(names, "raise SystemExit")
scores = dict.fromkeys(names, 0.0)
