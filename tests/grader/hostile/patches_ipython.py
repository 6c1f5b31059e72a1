"""Puts its own code before and after every cell: events, transformers, display hook, run_cell."""

answers = {
    "relu": """
%precision 3
import ast

shell = get_ipython()

class Full(ast.NodeTransformer):
    def visit_Expr(self, node):
        return ast.Expr(ast.Constant(2.0))

shell.input_transformers_cleanup.append(lambda lines: ["2.0\\n"])
shell.input_transformers_post.append(lambda lines: ["2.0\\n"])
shell.ast_transformers.append(Full())
shell.events.register("pre_run_cell", lambda info: print(2.0))
shell.events.register("post_run_cell", lambda result: setattr(result, "result", 2.0))
shell.display_formatter.format = lambda value: ({"text/plain": "2.0"}, {})
type(shell.displayhook).__call__ = lambda self, value=None: print("2.0")
shell.showtraceback = lambda *a, **k: None
type(shell).run_cell = lambda self, *a, **k: None

def relu(x):
    return None
"""
}
scores = {"relu": 0.0}
message = "relu: not passed, 0 of 2 points"
