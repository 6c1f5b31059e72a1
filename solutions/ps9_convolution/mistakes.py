"""Known mistakes of problem set 9, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np` and the given helper, is defined in the notebook.
"""

# ruff: noqa: B007, D103, F821, F841

from grader.variants import mistake

# --- convolve -------------------------------------------------------------------------------


@mistake("convolve", "the answers are computed, but the function never returns them.")
def convolve_returns_nothing():
    def convolve(image, kernel):
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
        for r, c in np.ndindex(out.shape):
            out[r, c] = np.sum(image[r : r + rows, c : c + columns] * kernel)


@mistake("convolve", "the filter is turned around first, as in mathematics; here it is not.")
def convolve_flips():
    def convolve(image, kernel):
        kernel = kernel[::-1, ::-1]
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
        for r, c in np.ndindex(out.shape):
            out[r, c] = np.sum(image[r : r + rows, c : c + columns] * kernel)
        return out


@mistake("convolve", "the filter is transposed: rows of the filter go with rows of the image.")
def convolve_transposes():
    def convolve(image, kernel):
        kernel = kernel.T
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
        for r, c in np.ndindex(out.shape):
            out[r, c] = np.sum(image[r : r + rows, c : c + columns] * kernel)
        return out


@mistake("convolve", "the last row and the last column of places are missing: add 1.")
def convolve_one_place_too_few():
    def convolve(image, kernel):
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] - rows, image.shape[1] - columns))
        for r, c in np.ndindex(out.shape):
            out[r, c] = np.sum(image[r : r + rows, c : c + columns] * kernel)
        return out


@mistake("convolve", "the products are averaged; add them up.")
def convolve_mean():
    def convolve(image, kernel):
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
        for r, c in np.ndindex(out.shape):
            out[r, c] = np.mean(image[r : r + rows, c : c + columns] * kernel)
        return out


@mistake("convolve", "weights and pixels are added; multiply them, and add up the products.")
def convolve_adds():
    def convolve(image, kernel):
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
        for r, c in np.ndindex(out.shape):
            out[r, c] = np.sum(image[r : r + rows, c : c + columns] + kernel)
        return out


@mistake("convolve", "the window is summed without the weights of the filter.")
def convolve_without_weights():
    def convolve(image, kernel):
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
        for r, c in np.ndindex(out.shape):
            out[r, c] = np.sum(image[r : r + rows, c : c + columns])
        return out


@mistake("convolve", "negative answers are set to 0. ReLU comes later; return the sums.")
def convolve_with_relu():
    def convolve(image, kernel):
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
        for r, c in np.ndindex(out.shape):
            out[r, c] = max(0, np.sum(image[r : r + rows, c : c + columns] * kernel))
        return out


@mistake("convolve", "the window moves by its own size; it moves by one pixel at a time.")
def convolve_side_by_side():
    def convolve(image, kernel):
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] // rows, image.shape[1] // columns))
        for r, c in np.ndindex(out.shape):
            window = image[r * rows : (r + 1) * rows, c * columns : (c + 1) * columns]
            out[r, c] = np.sum(window * kernel)
        return out


@mistake(
    "convolve", "the number of columns is taken from the filter's rows; it need not be square."
)
def convolve_square_only():
    def convolve(image, kernel):
        size = kernel.shape[0]
        out = np.zeros((image.shape[0] - size + 1, image.shape[1] - size + 1))
        for r, c in np.ndindex(out.shape):
            window = image[r : r + size, c : c + kernel.shape[1]]
            out[r, c] = np.sum(window * kernel[:, : window.shape[1]])
        return out


@mistake("convolve", "the answers are an array of whole numbers, in which fractions are lost.")
def convolve_whole_numbers():
    def convolve(image, kernel):
        rows, columns = kernel.shape
        out = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1), dtype=int)
        for r, c in np.ndindex(out.shape):
            out[r, c] = np.sum(image[r : r + rows, c : c + columns] * kernel)
        return out


# --- output_shape ---------------------------------------------------------------------------


@mistake("output_shape", "the shape is computed, but the function never returns it.")
def output_shape_returns_nothing():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        rows = (shape[0] + 2 * padding - kernel_size) // stride + 1
        columns = (shape[1] + 2 * padding - kernel_size) // stride + 1


@mistake("output_shape", "the padding counts once; it is put on both sides, so it counts twice.")
def output_shape_padding_once():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple((n + padding - kernel_size) // stride + 1 for n in shape)


@mistake("output_shape", "the padding is not used.")
def output_shape_without_padding():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple((n - kernel_size) // stride + 1 for n in shape)


@mistake("output_shape", "the stride is not used.")
def output_shape_without_stride():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple(n + 2 * padding - kernel_size + 1 for n in shape)


@mistake("output_shape", "1 is missing: the first place counts, too.")
def output_shape_without_one():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple((n + 2 * padding - kernel_size) // stride for n in shape)


@mistake("output_shape", "1 is added before the division; add it after.")
def output_shape_one_inside():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple((n + 2 * padding - kernel_size + 1) // stride for n in shape)


@mistake("output_shape", "it is rounded up; a step that would leave the image is not made.")
def output_shape_rounds_up():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple(-((kernel_size - n - 2 * padding) // stride) + 1 for n in shape)


@mistake("output_shape", "`/` gives fractions; `//` rounds down to whole numbers.")
def output_shape_true_division():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple((n + 2 * padding - kernel_size) / stride + 1 for n in shape)


@mistake("output_shape", "rows and columns are exchanged.")
def output_shape_exchanged():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        rows, columns = ((n + 2 * padding - kernel_size) // stride + 1 for n in shape)
        return columns, rows


@mistake("output_shape", "both numbers are those of the height; the width makes the columns.")
def output_shape_height_twice():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        rows = (shape[0] + 2 * padding - kernel_size) // stride + 1
        return rows, rows


@mistake("output_shape", "the size of the window is not taken away.")
def output_shape_without_kernel():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple((n + 2 * padding) // stride + 1 for n in shape)


# --- max_pool -------------------------------------------------------------------------------


@mistake("max_pool", "the maxima are computed, but the function never returns them.")
def max_pool_returns_nothing():
    def max_pool(image, size):
        out = np.zeros((image.shape[0] // size, image.shape[1] // size))
        for r, c in np.ndindex(out.shape):
            out[r, c] = image[r * size : (r + 1) * size, c * size : (c + 1) * size].max()


@mistake("max_pool", "the mean of each window is kept; keep its largest number.")
def max_pool_mean():
    def max_pool(image, size):
        out = np.zeros((image.shape[0] // size, image.shape[1] // size))
        for r, c in np.ndindex(out.shape):
            out[r, c] = image[r * size : (r + 1) * size, c * size : (c + 1) * size].mean()
        return out


@mistake("max_pool", "the smallest number of each window is kept.")
def max_pool_min():
    def max_pool(image, size):
        out = np.zeros((image.shape[0] // size, image.shape[1] // size))
        for r, c in np.ndindex(out.shape):
            out[r, c] = image[r * size : (r + 1) * size, c * size : (c + 1) * size].min()
        return out


@mistake("max_pool", "the windows overlap: they move by one pixel; they stand side by side.")
def max_pool_overlaps():
    def max_pool(image, size):
        out = np.zeros((image.shape[0] - size + 1, image.shape[1] - size + 1))
        for r, c in np.ndindex(out.shape):
            out[r, c] = image[r : r + size, c : c + size].max()
        return out


@mistake("max_pool", "an incomplete window at the edge is kept; leave it out.")
def max_pool_keeps_the_rest():
    def max_pool(image, size):
        out = np.zeros((-(-image.shape[0] // size), -(-image.shape[1] // size)))
        for r, c in np.ndindex(out.shape):
            out[r, c] = image[r * size : (r + 1) * size, c * size : (c + 1) * size].max()
        return out


@mistake("max_pool", "windows of negative numbers give 0: do not start the search at 0.")
def max_pool_starts_at_zero():
    def max_pool(image, size):
        out = np.zeros((image.shape[0] // size, image.shape[1] // size))
        for r, c in np.ndindex(out.shape):
            for i, j in np.ndindex(size, size):
                out[r, c] = max(out[r, c], image[r * size + i, c * size + j])
        return out


@mistake("max_pool", "the largest absolute value is kept; a sign counts.")
def max_pool_absolute():
    def max_pool(image, size):
        out = np.zeros((image.shape[0] // size, image.shape[1] // size))
        for r, c in np.ndindex(out.shape):
            out[r, c] = np.abs(image[r * size : (r + 1) * size, c * size : (c + 1) * size]).max()
        return out


@mistake("max_pool", "every window is of 2 by 2; use `size`.")
def max_pool_always_two():
    def max_pool(image, size):
        out = np.zeros((image.shape[0] // 2, image.shape[1] // 2))
        for r, c in np.ndindex(out.shape):
            out[r, c] = image[r * 2 : r * 2 + 2, c * 2 : c * 2 + 2].max()
        return out


@mistake("max_pool", "one number of each window is taken without looking: its first.")
def max_pool_first():
    def max_pool(image, size):
        rows, columns = image.shape[0] // size, image.shape[1] // size
        return image[::size, ::size][:rows, :columns].copy()


@mistake("max_pool", "the image is cut into runs of numbers; a window has rows and columns.")
def max_pool_runs():
    def max_pool(image, size):
        rows, columns = image.shape[0] // size, image.shape[1] // size
        cut = image[: rows * size, : columns * size]
        return cut.reshape(rows, columns, size * size).max(axis=2)


# --- conv_backward --------------------------------------------------------------------------


@mistake("conv_backward", "the slopes are computed, but the function never returns them.")
def conv_backward_returns_nothing():
    def conv_backward(image, kernel, delta):
        d_kernel, d_image = np.zeros(kernel.shape), np.zeros(image.shape)
        rows, columns = kernel.shape
        for r, c in np.ndindex(delta.shape):
            d_kernel += delta[r, c] * image[r : r + rows, c : c + columns]
            d_image[r : r + rows, c : c + columns] += delta[r, c] * kernel


@mistake("conv_backward", "the pair is the wrong way round: first the filter, then the image.")
def conv_backward_exchanged():
    def conv_backward(image, kernel, delta):
        d_kernel, d_image = np.zeros(kernel.shape), np.zeros(image.shape)
        rows, columns = kernel.shape
        for r, c in np.ndindex(delta.shape):
            d_kernel += delta[r, c] * image[r : r + rows, c : c + columns]
            d_image[r : r + rows, c : c + columns] += delta[r, c] * kernel
        return d_image, d_kernel


@mistake(
    "conv_backward", "in the image, a pixel keeps only the last window's share; add with `+=`."
)
def conv_backward_overwrites_image():
    def conv_backward(image, kernel, delta):
        d_kernel, d_image = np.zeros(kernel.shape), np.zeros(image.shape)
        rows, columns = kernel.shape
        for r, c in np.ndindex(delta.shape):
            d_kernel += delta[r, c] * image[r : r + rows, c : c + columns]
            d_image[r : r + rows, c : c + columns] = delta[r, c] * kernel
        return d_kernel, d_image


@mistake("conv_backward", "the filter keeps only the last place's share; add them up with `+=`.")
def conv_backward_overwrites_kernel():
    def conv_backward(image, kernel, delta):
        d_kernel, d_image = np.zeros(kernel.shape), np.zeros(image.shape)
        rows, columns = kernel.shape
        for r, c in np.ndindex(delta.shape):
            d_kernel = delta[r, c] * image[r : r + rows, c : c + columns]
            d_image[r : r + rows, c : c + columns] += delta[r, c] * kernel
        return d_kernel, d_image


@mistake(
    "conv_backward",
    "for the image the filter is the wrong way round: as it is, it goes back to each window; it is "
    "turned by half a circle where it slides over the signals.",
)
def conv_backward_does_not_turn():
    def conv_backward(image, kernel, delta):
        rim = [(size - 1, size - 1) for size in kernel.shape]
        return given_convolve(image, delta), given_convolve(np.pad(delta, rim), kernel)


@mistake("conv_backward", "the filter is turned in its columns only; turn its rows as well.")
def conv_backward_turns_columns():
    def conv_backward(image, kernel, delta):
        rim = [(size - 1, size - 1) for size in kernel.shape]
        return given_convolve(image, delta), given_convolve(np.pad(delta, rim), kernel[:, ::-1])


@mistake("conv_backward", "the slopes of the filter are averaged over the places; add them up.")
def conv_backward_averages():
    def conv_backward(image, kernel, delta):
        d_kernel, d_image = np.zeros(kernel.shape), np.zeros(image.shape)
        rows, columns = kernel.shape
        for r, c in np.ndindex(delta.shape):
            d_kernel += delta[r, c] * image[r : r + rows, c : c + columns]
            d_image[r : r + rows, c : c + columns] += delta[r, c] * kernel
        return d_kernel / delta.size, d_image


@mistake("conv_backward", "the signals are left out of the filter's slopes.")
def conv_backward_kernel_without_delta():
    def conv_backward(image, kernel, delta):
        d_kernel, d_image = np.zeros(kernel.shape), np.zeros(image.shape)
        rows, columns = kernel.shape
        for r, c in np.ndindex(delta.shape):
            d_kernel += image[r : r + rows, c : c + columns]
            d_image[r : r + rows, c : c + columns] += delta[r, c] * kernel
        return d_kernel, d_image


@mistake("conv_backward", "the signals are left out of the image's slopes.")
def conv_backward_image_without_delta():
    def conv_backward(image, kernel, delta):
        d_kernel, d_image = np.zeros(kernel.shape), np.zeros(image.shape)
        rows, columns = kernel.shape
        for r, c in np.ndindex(delta.shape):
            d_kernel += delta[r, c] * image[r : r + rows, c : c + columns]
            d_image[r : r + rows, c : c + columns] += kernel
        return d_kernel, d_image


@mistake("conv_backward", "the signs are reversed: return the slopes; the step is taken elsewhere.")
def conv_backward_reversed():
    def conv_backward(image, kernel, delta):
        d_kernel, d_image = np.zeros(kernel.shape), np.zeros(image.shape)
        rows, columns = kernel.shape
        for r, c in np.ndindex(delta.shape):
            d_kernel -= delta[r, c] * image[r : r + rows, c : c + columns]
            d_image[r : r + rows, c : c + columns] -= delta[r, c] * kernel
        return d_kernel, d_image


@mistake("conv_backward", "only the slopes of the filter are returned; return a pair.")
def conv_backward_kernel_only():
    def conv_backward(image, kernel, delta):
        return given_convolve(image, delta)


# --- count_parameters -----------------------------------------------------------------------


@mistake("count_parameters", "the number is computed, but the function never returns it.")
def count_parameters_returns_nothing():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total += sizes[2] * (sizes[0] ** 2 * sizes[1] + 1)
            elif kind == "dense":
                total += sizes[1] * (sizes[0] + 1)


@mistake("count_parameters", "the biases are not counted.")
def count_parameters_without_biases():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total += sizes[2] * sizes[0] ** 2 * sizes[1]
            elif kind == "dense":
                total += sizes[1] * sizes[0]
        return total


@mistake("count_parameters", "the biases of the filters are not counted.")
def count_parameters_without_filter_biases():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total += sizes[2] * sizes[0] ** 2 * sizes[1]
            elif kind == "dense":
                total += sizes[1] * (sizes[0] + 1)
        return total


@mistake("count_parameters", "the biases of the dense layers are not counted.")
def count_parameters_without_dense_biases():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total += sizes[2] * (sizes[0] ** 2 * sizes[1] + 1)
            elif kind == "dense":
                total += sizes[1] * sizes[0]
        return total


@mistake("count_parameters", "a filter has weights for each input channel; they are left out.")
def count_parameters_without_channels():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total += sizes[2] * (sizes[0] ** 2 + 1)
            elif kind == "dense":
                total += sizes[1] * (sizes[0] + 1)
        return total


@mistake("count_parameters", "a window of k by k has k² pixels, not k.")
def count_parameters_without_square():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total += sizes[2] * (sizes[0] * sizes[1] + 1)
            elif kind == "dense":
                total += sizes[1] * (sizes[0] + 1)
        return total


@mistake("count_parameters", "there is a bias for each filter, not one for each channel of it.")
def count_parameters_bias_per_channel():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total += sizes[2] * sizes[1] * (sizes[0] ** 2 + 1)
            elif kind == "dense":
                total += sizes[1] * (sizes[0] + 1)
        return total


@mistake("count_parameters", "there is a bias for each output, not one for each input.")
def count_parameters_bias_per_input():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total += sizes[1] * (sizes[0] ** 2 * sizes[2] + 1)
            elif kind == "dense":
                total += sizes[0] * (sizes[1] + 1)
        return total


@mistake("count_parameters", "only the first layer counts. Is there a `return` inside the loop?")
def count_parameters_returns_too_early():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total += sizes[2] * (sizes[0] ** 2 * sizes[1] + 1)
            elif kind == "dense":
                total += sizes[1] * (sizes[0] + 1)
            return total
        return total


@mistake("count_parameters", "only the last layer counts: add with `+=`, do not overwrite.")
def count_parameters_last_only():
    def count_parameters(layers):
        total = 0
        for kind, *sizes in layers:
            if kind == "conv":
                total = sizes[2] * (sizes[0] ** 2 * sizes[1] + 1)
            elif kind == "dense":
                total = sizes[1] * (sizes[0] + 1)
        return total


# --- receptive_field ------------------------------------------------------------------------


@mistake("receptive_field", "the number is computed, but the function never returns it.")
def receptive_field_returns_nothing():
    def receptive_field(layers):
        r, d = 1, 1
        for k, s in layers:
            r += (k - 1) * d
            d *= s


@mistake("receptive_field", "the strides are not used: neighbors come to stand further apart.")
def receptive_field_without_stride():
    def receptive_field(layers):
        r = 1
        for k, s in layers:
            r += k - 1
        return r


@mistake("receptive_field", "a layer's own stride is used too early: take in the neighbors first.")
def receptive_field_stride_first():
    def receptive_field(layers):
        r, d = 1, 1
        for k, s in layers:
            d *= s
            r += (k - 1) * d
        return r


@mistake("receptive_field", "the sides of the windows are added up; each adds k − 1 neighbors.")
def receptive_field_adds_sides():
    def receptive_field(layers):
        r, d = 1, 1
        for k, s in layers:
            r += k * d
            d *= s
        return r


@mistake("receptive_field", "the result is 1 too small: a number of the image itself sees 1 pixel.")
def receptive_field_from_zero():
    def receptive_field(layers):
        r, d = 0, 1
        for k, s in layers:
            r += (k - 1) * d
            d *= s
        return r


@mistake("receptive_field", "the strides add up; distances multiply.")
def receptive_field_adds_strides():
    def receptive_field(layers):
        r, d = 1, 1
        for k, s in layers:
            r += (k - 1) * d
            d += s
        return r


@mistake("receptive_field", "the sides of the windows are multiplied; windows overlap.")
def receptive_field_multiplies():
    def receptive_field(layers):
        r = 1
        for k, s in layers:
            r *= k
        return r


@mistake("receptive_field", "only the stride of the layer before counts; all strides multiply.")
def receptive_field_previous_stride():
    def receptive_field(layers):
        r, d = 1, 1
        for k, s in layers:
            r += (k - 1) * d
            d = s
        return r


@mistake("receptive_field", "the strides count as if the last layer came first.")
def receptive_field_backwards():
    def receptive_field(layers):
        r, d = 1, 1
        for k, s in reversed(layers):
            r += (k - 1) * d
            d *= s
        return r


@mistake("receptive_field", "a pair is read the wrong way round: first the side, then the stride.")
def receptive_field_exchanged():
    def receptive_field(layers):
        r, d = 1, 1
        for s, k in layers:
            r += (k - 1) * d
            d *= s
        return r
