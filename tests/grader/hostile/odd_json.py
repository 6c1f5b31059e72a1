"""A notebook with NaN, surrogates, wrong types and unknown fields in every place."""


def notebook(content):
    """Spoil what nothing depends on."""
    content["metadata"] = {"x": float("nan"), "kernelspec": {"name": "evil"}}
    content["nbformat_minor"] = float("inf")
    for cell in content["cells"]:
        cell["outputs"] = "none"
        cell["execution_count"] = "\ud800"
    content["cells"] += [None, 3, {}, {"cell_type": 7, "source": {}}, {"source": ["\ud800", 5]}]
    return content


answers = {"relu": 'def relu(x):\n    """\ud800"""\n    return np.maximum(x, 0)'}
scores = {}
