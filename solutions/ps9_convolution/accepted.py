"""Accepted variants of problem set 9: right answers in the styles that students write.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: D103, F821

from grader.variants import accepted

# --- convolve -------------------------------------------------------------------------------


@accepted("convolve")
def convolve_four_loops():
    def convolve(image, kernel):
        height = image.shape[0] - kernel.shape[0] + 1
        width = image.shape[1] - kernel.shape[1] + 1
        result = np.zeros((height, width))
        for r in range(height):
            for c in range(width):
                for i in range(kernel.shape[0]):
                    for j in range(kernel.shape[1]):
                        result[r, c] += image[r + i, c + j] * kernel[i, j]
        return result


@accepted("convolve")
def convolve_lists():
    def convolve(image, kernel):
        h, w = kernel.shape
        return np.array(
            [
                [
                    float((image[r : r + h, c : c + w] * kernel).sum())
                    for c in range(image.shape[1] - w + 1)
                ]
                for r in range(image.shape[0] - h + 1)
            ]
        )


@accepted("convolve")
def convolve_windows():
    def convolve(image, kernel):
        views = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
        return np.tensordot(views, kernel, axes=2).astype(float)


@accepted("convolve")
def convolve_by_weights():
    def convolve(image, kernel):
        height, width = np.array(image.shape) - np.array(kernel.shape) + 1
        out = np.zeros((height, width))
        for (i, j), weight in np.ndenumerate(kernel):
            out += weight * image[i : i + height, j : j + width]
        return out


@accepted("convolve")
def convolve_dot():
    def convolve(image, kernel):
        h, w = kernel.shape
        flat = kernel.ravel().astype(float)
        out = np.empty((len(image) - h + 1, len(image[0]) - w + 1))
        for r in range(len(out)):
            for c in range(len(out[0])):
                out[r, c] = image[r : r + h, c : c + w].ravel() @ flat
        return out


@accepted("convolve")
def convolve_appends():
    def convolve(image, kernel):
        answers = []
        for r in range(image.shape[0] - kernel.shape[0] + 1):
            line = []
            for c in range(image.shape[1] - kernel.shape[1] + 1):
                window = image[r : r + kernel.shape[0], c : c + kernel.shape[1]]
                line.append(np.sum(window * kernel))
            answers.append(line)
        return np.array(answers, dtype=float)


@accepted("convolve")
def convolve_matrix():
    def convolve(image, kernel):
        h, w = kernel.shape
        H, W = image.shape
        rows = [
            image[r : r + h, c : c + w].reshape(-1)
            for r in range(H - h + 1)
            for c in range(W - w + 1)
        ]
        product = np.stack(rows) @ kernel.reshape(-1)
        return product.reshape(H - h + 1, W - w + 1) * 1.0


@accepted("convolve")
def convolve_numpy_rows():
    def convolve(image, kernel):
        out = np.zeros(tuple(np.subtract(image.shape, kernel.shape) + 1))
        for r in range(out.shape[0]):
            for i, weights in enumerate(kernel):
                out[r] += np.correlate(image[r + i], weights, mode="valid")
        return out


# --- output_shape ---------------------------------------------------------------------------


@accepted("output_shape")
def output_shape_two_lines():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        height = (shape[0] + 2 * padding - kernel_size) // stride + 1
        width = (shape[1] + 2 * padding - kernel_size) // stride + 1
        return height, width


@accepted("output_shape")
def output_shape_tuple():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple((side - kernel_size + padding * 2) // stride + 1 for side in shape)


@accepted("output_shape")
def output_shape_floor():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        H, W = shape
        down = int(np.floor((H + 2 * padding - kernel_size) / stride)) + 1
        right = int(np.floor((W + 2 * padding - kernel_size) / stride)) + 1
        return (down, right)


@accepted("output_shape")
def output_shape_int():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return (
            int((shape[0] + 2 * padding - kernel_size) / stride) + 1,
            int((shape[1] + 2 * padding - kernel_size) / stride) + 1,
        )


@accepted("output_shape")
def output_shape_counts():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        def count(side):
            places = 0
            start = -padding
            while start + kernel_size <= side + padding:
                places += 1
                start += stride
            return places

        return count(shape[0]), count(shape[1])


@accepted("output_shape")
def output_shape_range():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        sides = []
        for n in shape:
            sides.append(len(range(0, n + 2 * padding - kernel_size + 1, stride)))
        return tuple(sides)


@accepted("output_shape")
def output_shape_divmod():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        steps = [divmod(n + 2 * padding - kernel_size, stride)[0] for n in shape]
        return steps[0] + 1, steps[1] + 1


@accepted("output_shape")
def output_shape_inside():
    def output_shape(shape, kernel_size, stride=1, padding=0):
        return tuple((n + 2 * padding - kernel_size + stride) // stride for n in shape)


# --- max_pool -------------------------------------------------------------------------------


@accepted("max_pool")
def max_pool_loops():
    def max_pool(image, size):
        rows, columns = image.shape[0] // size, image.shape[1] // size
        result = np.zeros((rows, columns))
        for r in range(rows):
            for c in range(columns):
                window = image[r * size : (r + 1) * size, c * size : (c + 1) * size]
                result[r, c] = window.max()
        return result


@accepted("max_pool")
def max_pool_range_with_step():
    def max_pool(image, size):
        H, W = image.shape
        return np.array(
            [
                [np.max(image[r : r + size, c : c + size]) for c in range(0, W - size + 1, size)]
                for r in range(0, H - size + 1, size)
            ]
        )


@accepted("max_pool")
def max_pool_strided_views():
    def max_pool(image, size):
        views = np.lib.stride_tricks.sliding_window_view(image, (size, size))
        return views[::size, ::size].max(axis=(2, 3))


@accepted("max_pool")
def max_pool_slices():
    def max_pool(image, size):
        rows, columns = image.shape[0] // size, image.shape[1] // size
        parts = [
            image[i : rows * size : size, j : columns * size : size]
            for i in range(size)
            for j in range(size)
        ]
        return np.max(parts, axis=0)


@accepted("max_pool")
def max_pool_twice():
    def max_pool(image, size):
        rows, columns = image.shape[0] // size, image.shape[1] // size
        cut = image[: rows * size, : columns * size]
        tall = cut.reshape(rows, size, columns * size).max(axis=1)
        return tall.reshape(rows, columns, size).max(axis=2)


@accepted("max_pool")
def max_pool_minus_infinity():
    def max_pool(image, size):
        out = np.full((image.shape[0] // size, image.shape[1] // size), -np.inf)
        for r in range(out.shape[0] * size):
            for c in range(out.shape[1] * size):
                if image[r, c] > out[r // size, c // size]:
                    out[r // size, c // size] = image[r, c]
        return out


@accepted("max_pool")
def max_pool_lists():
    def max_pool(image, size):
        pooled = []
        for r in range(image.shape[0] // size):
            line = []
            for c in range(image.shape[1] // size):
                numbers = [
                    image[r * size + i][c * size + j] for i in range(size) for j in range(size)
                ]
                line.append(max(numbers))
            pooled.append(line)
        return np.array(pooled)


@accepted("max_pool")
def max_pool_maximum_at():
    def max_pool(image, size):
        rows, columns = image.shape[0] // size, image.shape[1] // size
        best = image[: rows * size : size, : columns * size : size].copy()
        for i in range(size):
            for j in range(size):
                other = image[i : rows * size : size, j : columns * size : size]
                best = np.maximum(best, other)
        return best


# --- conv_backward --------------------------------------------------------------------------


@accepted("conv_backward")
def conv_backward_convolutions():
    def conv_backward(image, kernel, delta):
        h, w = kernel.shape
        framed = np.pad(delta, ((h - 1, h - 1), (w - 1, w - 1)))
        return given_convolve(image, delta), given_convolve(framed, kernel[::-1, ::-1])


@accepted("conv_backward")
def conv_backward_own_convolve():
    def conv_backward(image, kernel, delta):
        h, w = kernel.shape
        framed = np.pad(delta, ((h - 1, h - 1), (w - 1, w - 1)))
        return convolve(image, delta), convolve(framed, np.rot90(kernel, 2))


@accepted("conv_backward")
def conv_backward_four_loops():
    def conv_backward(image, kernel, delta):
        d_kernel = np.zeros(kernel.shape)
        d_image = np.zeros(image.shape)
        for r in range(delta.shape[0]):
            for c in range(delta.shape[1]):
                for i in range(kernel.shape[0]):
                    for j in range(kernel.shape[1]):
                        d_kernel[i, j] += delta[r, c] * image[r + i, c + j]
                        d_image[r + i, c + j] += delta[r, c] * kernel[i, j]
        return d_kernel, d_image


@accepted("conv_backward")
def conv_backward_by_weights():
    def conv_backward(image, kernel, delta):
        H, W = delta.shape
        d_kernel, d_image = np.zeros(kernel.shape), np.zeros(image.shape)
        for i, j in np.ndindex(*kernel.shape):
            d_kernel[i, j] = np.sum(delta * image[i : i + H, j : j + W])
            d_image[i : i + H, j : j + W] += delta * kernel[i, j]
        return d_kernel, d_image


@accepted("conv_backward")
def conv_backward_two_functions():
    def slopes_of_filter(image, delta, shape):
        H, W = delta.shape
        return np.array(
            [
                [(delta * image[i : i + H, j : j + W]).sum() for j in range(shape[1])]
                for i in range(shape[0])
            ],
            dtype=float,
        )

    def slopes_of_image(kernel, delta, shape):
        total = np.zeros(shape)
        for (r, c), signal in np.ndenumerate(delta):
            total[r : r + kernel.shape[0], c : c + kernel.shape[1]] += signal * kernel
        return total

    def conv_backward(image, kernel, delta):
        d_kernel = slopes_of_filter(image, delta, kernel.shape)
        return d_kernel, slopes_of_image(kernel, delta, image.shape)


@accepted("conv_backward")
def conv_backward_einsum():
    def conv_backward(image, kernel, delta):
        views = np.lib.stride_tricks.sliding_window_view(image, delta.shape)
        d_kernel = np.einsum("ijrc,rc->ij", views, delta).astype(float)
        d_image = np.zeros_like(image, dtype=float)
        for (i, j), w in np.ndenumerate(kernel):
            d_image[i : i + delta.shape[0], j : j + delta.shape[1]] += w * delta
        return d_kernel, d_image


@accepted("conv_backward")
def conv_backward_zeros_by_hand():
    def conv_backward(image, kernel, delta):
        h, w = kernel.shape
        wide = np.zeros((delta.shape[0] + 2 * (h - 1), delta.shape[1] + 2 * (w - 1)))
        wide[h - 1 : h - 1 + delta.shape[0], w - 1 : w - 1 + delta.shape[1]] = delta
        turned = np.flipud(np.fliplr(kernel))
        return given_convolve(image, delta), given_convolve(wide, turned)


@accepted("conv_backward")
def conv_backward_matrix():
    def conv_backward(image, kernel, delta):
        # The dense matrix of the convolution: a row for each pixel.
        pixels = np.eye(image.size).reshape(-1, *image.shape)
        matrix = np.array([given_convolve(pixel, kernel).ravel() for pixel in pixels])
        d_image = (matrix @ delta.ravel()).reshape(image.shape)
        return given_convolve(image, delta), d_image


# --- count_parameters -----------------------------------------------------------------------


@accepted("count_parameters")
def count_parameters_index():
    def count_parameters(layers):
        count = 0
        for layer in layers:
            if layer[0] == "conv":
                count += layer[1] * layer[1] * layer[2] * layer[3] + layer[3]
            elif layer[0] == "dense":
                count += layer[1] * layer[2] + layer[2]
        return count


@accepted("count_parameters")
def count_parameters_match():
    def count_parameters(layers):
        n = 0
        for layer in layers:
            match layer:
                case ("conv", k, channels, filters):
                    n += (k**2 * channels + 1) * filters
                case ("dense", inputs, nodes):
                    n += (inputs + 1) * nodes
        return n


@accepted("count_parameters")
def count_parameters_sum():
    def count_parameters(layers):
        def own(kind, *n):
            if kind == "conv":
                return n[0] ** 2 * n[1] * n[2] + n[2]
            return n[0] * n[1] + n[1] if kind == "dense" else 0

        return sum(own(*layer) for layer in layers)


@accepted("count_parameters")
def count_parameters_weights_and_biases():
    def count_parameters(layers):
        weights, biases = 0, 0
        for layer in layers:
            if layer[0] in ("pool", "flatten"):
                continue
            biases += layer[-1]
            if layer[0] == "conv":
                weights += layer[1] ** 2 * layer[2] * layer[3]
            else:
                weights += layer[1] * layer[2]
        return weights + biases


@accepted("count_parameters")
def count_parameters_recursive():
    def count_parameters(layers):
        if not layers:
            return 0
        first, rest = layers[0], layers[1:]
        here = 0
        if first[0] == "conv":
            _, k, a, b = first
            here = k * k * a * b + b
        if first[0] == "dense":
            _, a, b = first
            here = a * b + b
        return here + count_parameters(rest)


@accepted("count_parameters")
def count_parameters_arrays():
    def count_parameters(layers):
        sizes = [0]
        for kind, *rest in layers:
            if kind == "conv":
                k, a, b = rest
                sizes += [k * k * a * b, b]
            if kind == "dense":
                sizes += [rest[0] * rest[1], rest[1]]
        return int(np.sum(sizes))


@accepted("count_parameters")
def count_parameters_product():
    def count_parameters(layers):
        total = 0
        for layer in layers:
            name, numbers = layer[0], list(layer[1:])
            if name == "conv":
                numbers = [numbers[0], *numbers]
            if name in ("conv", "dense"):
                total += int(np.prod(numbers)) + numbers[-1]
        return total


@accepted("count_parameters")
def count_parameters_table():
    def count_parameters(layers):
        rules = {
            "conv": lambda k, a, b: b * (a * k * k + 1),
            "dense": lambda a, b: b * (a + 1),
            "pool": lambda size: 0,
            "flatten": lambda: 0,
        }
        return sum(rules[kind](*numbers) for kind, *numbers in layers)


# --- receptive_field ------------------------------------------------------------------------


@accepted("receptive_field")
def receptive_field_plain():
    def receptive_field(layers):
        field = 1
        distance = 1
        for size, stride in layers:
            field = field + (size - 1) * distance
            distance = distance * stride
        return field


@accepted("receptive_field")
def receptive_field_backwards():
    def receptive_field(layers):
        seen = 1
        for k, s in reversed(layers):
            seen = (seen - 1) * s + k
        return seen


@accepted("receptive_field")
def receptive_field_index():
    def receptive_field(layers):
        r = 1
        for i in range(len(layers)):
            d = 1
            for j in range(i):
                d *= layers[j][1]
            r += (layers[i][0] - 1) * d
        return r


@accepted("receptive_field")
def receptive_field_cumulative():
    def receptive_field(layers):
        if len(layers) == 0:
            return 1
        sides = np.array([k for k, _ in layers])
        distances = np.cumprod([1] + [s for _, s in layers[:-1]])
        return int(1 + np.sum((sides - 1) * distances))


@accepted("receptive_field")
def receptive_field_recursive():
    def receptive_field(layers):
        if not layers:
            return 1
        (k, s), *rest = layers
        return (receptive_field(rest) - 1) * s + k


@accepted("receptive_field")
def receptive_field_sets():
    def receptive_field(layers):
        places = {0}
        for k, s in layers[::-1]:
            places = {p * s + i for p in places for i in range(k)}
        return max(places) - min(places) + 1 if layers else 1


@accepted("receptive_field")
def receptive_field_pairs():
    def receptive_field(layers):
        r, jump = 1, 1
        for layer in layers:
            r += jump * layer[0] - jump
            jump *= layer[1]
        return int(r)


@accepted("receptive_field")
def receptive_field_first_and_last():
    def receptive_field(layers):
        first, last = 0, 0
        for k, s in reversed(list(layers)):
            first, last = first * s, last * s + k - 1
        return last - first + 1
