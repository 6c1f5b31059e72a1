"""Rules that turn a gradient into a step, in the order in which each adds one idea.

An optimizer works on any float array of parameters: a network passes its flat vector, a chapter may
pass two numbers. ``update`` changes the parameters in place. State and intermediate results live in
arrays that are allocated at the first update.
"""

from __future__ import annotations

import numpy as np

from scratchnet import checks


class Optimizer:
    """What all optimizers share: the learning rate, and state of the parameters' shape.

    Subclasses implement `_start`, which allocates their state, and `_step`.
    """

    def __init__(self, learning_rate: float):
        self.learning_rate = checks.number("learning_rate", learning_rate, above=0)
        self._shape = None

    def update(self, parameters: np.ndarray, gradient: np.ndarray) -> None:
        """Take one step, in place.

        Parameters
        ----------
        parameters : float array of any shape
            Changed.
        gradient : array of the same shape
            The gradient of the cost with respect to the parameters.

        Raises
        ------
        TypeError, ValueError
            If the parameters are no array of floats, or the gradient's shape differs from theirs,
            or theirs from that of the update before.
        """
        if self._shape is None:
            if not isinstance(parameters, np.ndarray) or parameters.dtype.kind != "f":
                came = getattr(parameters, "dtype", type(parameters).__name__)
                raise TypeError(f"parameters: expected an array of floats, got {came}")
            self._shape = parameters.shape
            self._scratch = np.empty_like(parameters)
            self._start(parameters)
        if parameters.shape != self._shape:
            expected = f"the shape of the update before, {self._shape}"
            raise ValueError(f"parameters: expected {expected}, got {parameters.shape}")
        if getattr(gradient, "shape", None) != self._shape and np.shape(gradient) != self._shape:
            expected = f"the shape of parameters, {self._shape}"
            raise ValueError(f"gradient: expected {expected}, got {np.shape(gradient)}")
        self._step(parameters, gradient)

    def _start(self, parameters: np.ndarray) -> None:
        """Allocate the state; plain gradient descent has none."""

    def _step(self, parameters: np.ndarray, gradient: np.ndarray) -> None:
        raise NotImplementedError


class SGD(Optimizer):
    """Gradient descent, with momentum if asked for [Polyak 1964].

    parameters -= learning_rate · gradient

    "Stochastic" when the gradient is that of a batch and not of all rows. With momentum a velocity
    adds up past steps and fades:

    velocity = momentum · velocity - learning_rate · gradient;  parameters += velocity

    Parameters
    ----------
    learning_rate : float
        Above 0.
    momentum : float
        The share of the velocity that is kept, from 0 to below 1.
    """

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0):
        super().__init__(learning_rate)
        self.momentum = checks.number("momentum", momentum, least=0, below=1)

    def _start(self, parameters):
        self._velocity = np.zeros_like(parameters) if self.momentum else None

    def _step(self, parameters, gradient):
        step = np.multiply(gradient, self.learning_rate, out=self._scratch)
        if self._velocity is None:
            parameters -= step
            return
        self._velocity *= self.momentum
        self._velocity -= step
        parameters += self._velocity


class AdaGrad(Optimizer):
    """A learning rate per parameter: smaller where gradients have been large [Duchi et al. 2011].

    total += gradient²;  parameters -= learning_rate · gradient / √(total + epsilon)

    Parameters
    ----------
    learning_rate : float
        Above 0.
    initial_total : float
        Where the sum starts, 0 or more; 0.1 as in Keras.
    epsilon : float
        Keeps the root from being 0; 0 or more.
    """

    def __init__(
        self, learning_rate: float = 0.01, initial_total: float = 0.1, epsilon: float = 1e-7
    ):
        super().__init__(learning_rate)
        self.initial_total = checks.number("initial_total", initial_total, least=0)
        self.epsilon = checks.number("epsilon", epsilon, least=0)

    def _start(self, parameters):
        self._total = np.full_like(parameters, self.initial_total)

    def _step(self, parameters, gradient):
        step = self._scratch
        self._total += np.multiply(gradient, gradient, out=step)
        np.sqrt(np.add(self._total, self.epsilon, out=step), out=step)
        np.divide(gradient, step, out=step)
        step *= self.learning_rate
        parameters -= step


class Adam(Optimizer):
    """Averages of gradients and of their squares, corrected for their start at 0.

    mean = beta_1 · mean + (1 - beta_1) · gradient
    square = beta_2 · square + (1 - beta_2) · gradient²
    rate = learning_rate · √(1 - beta_2^t) / (1 - beta_1^t), at step t = 1, 2, …
    parameters -= rate · mean / (√square + epsilon)

    The last two lines are the faster form of the paper [Kingma & Ba 2015, section 2], used by Keras
    and scikit-learn too.

    Parameters
    ----------
    learning_rate : float
        Above 0.
    beta_1, beta_2 : float
        The shares of the two averages that are kept, from 0 to below 1.
    epsilon : float
        Keeps the denominator from being 0; 0 or more.
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ):
        super().__init__(learning_rate)
        self.beta_1 = checks.number("beta_1", beta_1, least=0, below=1)
        self.beta_2 = checks.number("beta_2", beta_2, least=0, below=1)
        self.epsilon = checks.number("epsilon", epsilon, least=0)

    def _start(self, parameters):
        self._t = 0
        self._mean = np.zeros_like(parameters)
        self._square = np.zeros_like(parameters)
        # As arrays: NumPy converts a Python number anew in every operation, which for a small
        # network takes as long as the operation.
        values = [self.beta_1, 1 - self.beta_1, self.beta_2, 1 - self.beta_2, self.epsilon, 0]
        self._constants = [np.array(value, parameters.dtype) for value in values]

    def _step(self, parameters, gradient):
        mean, square, step = self._mean, self._square, self._scratch
        beta_1, rest_1, beta_2, rest_2, epsilon, rate = self._constants
        self._t += 1
        mean *= beta_1
        mean += np.multiply(gradient, rest_1, out=step)
        square *= beta_2
        np.multiply(gradient, gradient, out=step)
        step *= rest_2
        square += step
        np.sqrt(square, out=step)
        step += epsilon
        np.divide(mean, step, out=step)
        correction = (1 - self.beta_2**self._t) ** 0.5 / (1 - self.beta_1**self._t)
        rate[...] = self.learning_rate * correction
        step *= rate
        parameters -= step
