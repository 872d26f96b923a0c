"""What the operators of PyTorch are in the words of Systole's trace; capture_torch.py uses it."""
import math

import torch

DTYPES = {torch.float32: "fp32", torch.float16: "fp16", torch.bfloat16: "bf16", torch.int64: "int64",
          torch.int32: "int32", torch.int16: "int16", torch.int8: "int8", torch.uint8: "int8", torch.bool: "int8"}

# Neither computes nor moves anything worth a name.
FREE = """_unsafe_view unsafe_split unsafe_split_with_sizes unsafe_chunk _reshape_alias lift_fresh detach alias
    zeros_like ones_like empty_like full_like rand_like randn_like new_empty new_zeros new_ones new_full
    new_empty_strided empty_strided _local_scalar_dense is_same_size set_ resize_ zero_ fill_ sym_size
    sym_numel sym_stride""".split()

ELEMENTWISE = {"add": "add", "sub": "add", "rsub": "add", "add_": "add", "mul": "multiply", "mul_": "multiply",
               "relu": "relu", "relu_": "relu", "gelu": "gelu", "silu": "silu", "silu_": "silu", "sigmoid": "sigmoid",
               "sigmoid_": "sigmoid", "tanh": "tanh", "tanh_": "tanh", "exp": "exp", "_softmax": "softmax",
               "_log_softmax": "softmax", "_softmax_backward_data": "softmax", "_log_softmax_backward_data": "softmax",
               "native_layer_norm": "layer_norm", "native_layer_norm_backward": "layer_norm",
               "native_group_norm": "layer_norm", "native_group_norm_backward": "layer_norm", "rms_norm": "rms_norm",
               "_fused_rms_norm": "rms_norm", "native_batch_norm": "batch_norm", "cudnn_batch_norm": "batch_norm",
               "_native_batch_norm_legit": "batch_norm", "_native_batch_norm_legit_no_training": "batch_norm",
               "native_batch_norm_backward": "batch_norm", "cudnn_batch_norm_backward": "batch_norm",
               "clone": "copy", "copy_": "copy", "_to_copy": "copy", "contiguous": "copy", "cat": "copy",
               "stack": "copy", "repeat": "copy", "constant_pad_nd": "copy", "roll": "copy", "flip": "copy",
               "repeat_interleave": "gather",
               "index": "gather", "index_select": "gather", "gather": "gather", "scatter": "gather",
               "scatter_add": "gather", "index_put": "gather", "index_put_": "gather", "index_add": "gather",
               "slice_backward": "copy", "select_backward": "copy", "embedding_dense_backward": "gather",
               "masked_fill": "elementwise", "masked_fill_": "elementwise", "where": "elementwise"}
PLAIN = """div div_ neg abs sqrt rsqrt pow log log1p sin cos reciprocal erf clamp clamp_min clamp_max maximum minimum
    threshold_backward gelu_backward silu_backward sigmoid_backward tanh_backward hardtanh hardtanh_ hardswish
    hardswish_ hardsigmoid leaky_relu leaky_relu_ elu softplus native_dropout native_dropout_backward bernoulli_
    bernoulli lt le gt ge eq ne logical_not logical_and logical_or bitwise_not bitwise_and isnan isinf addcmul addcdiv
    addcmul_ addcdiv_ lerp_ sqrt_ sub_ triu tril floor ceil round sign hardtanh_backward hardswish_backward
    leaky_relu_backward upsample_nearest2d upsample_bilinear2d upsample_nearest2d_backward""".split()
REDUCTIONS = """sum mean amax amin max min argmax argmin var var_mean std prod norm linalg_vector_norm cumsum any all
    nll_loss_forward nll_loss_backward mse_loss mse_loss_backward nonzero""".split()
POOLING = """max_pool2d_with_indices avg_pool2d _adaptive_avg_pool2d adaptive_avg_pool2d adaptive_max_pool2d max_pool2d
    max_pool2d_with_indices_backward avg_pool2d_backward _adaptive_avg_pool2d_backward""".split()
CHOICES = ["topk", "sort", "argsort", "kthvalue", "median"]


class Call:
    """One operator as it ran."""

    def __init__(self, source, args, kwargs, inputs, outputs, note):
        self.source, self.args, self.kwargs = source, args, kwargs
        self.inputs, self.outputs, self.note = inputs, outputs, note
        self.name = source.split("::")[-1]
        self.updates_parameters = False

    def dtype(self, tensor):
        if tensor.dtype in DTYPES:
            return DTYPES[tensor.dtype]
        if "float8" in str(tensor.dtype):  # (2.x)
            return "fp8"
        self.note(f"{tensor.dtype} is counted as fp32")
        return "fp32"


def is_free(source):
    return source.split("::")[-1] in FREE or source.startswith("prim::")


def dtypes(call, first, second):
    types = {"input": call.dtype(first), "weight": call.dtype(second), "output": call.dtype(call.outputs[0])}
    return types["input"] if len(set(types.values())) == 1 else types


def product(call, m, n, k, count=1, name=None, operands=None):
    first, second = operands or call.inputs[:2]
    work = {"kind": "gemm", "m": m, "n": n, "k": k, "dtype": dtypes(call, first, second), "_operands": [first, second]}
    if count != 1:
        work["count"] = count
    if name:
        work["_name"] = name
    return work


def matmul(call, first, second):
    """Products of the last two dimensions; those before count."""
    m, k = (first.shape[-2], first.shape[-1]) if first.dim() > 1 else (1, first.shape[-1])
    n = second.shape[-1] if second.dim() > 1 else 1
    return [product(call, m, n, k, math.prod(first.shape[:-2]), operands=(first, second))]


def linear(call):  # (2.x) in inference mode; elsewhere it is addmm
    source, weight = call.args[:2]
    rows = math.prod(source.shape[:-1])
    return [product(call, rows, weight.shape[0], weight.shape[1], operands=(source, weight))]


def both(value):
    value = list(value) if isinstance(value, (list, tuple)) else [value]
    return value * 2 if len(value) == 1 else value


def window(call, source, weight, stride, padding, dilation, transposed, output_padding, groups):
    """A convolution over images; one over sequences has images of height 1."""
    flat = source.dim() == 3
    spread = (lambda values, fill: [fill, *values]) if flat else (lambda values, fill: list(values))
    batch, channels = source.shape[0], source.shape[1]
    height, width = spread(source.shape[2:], 1)
    work = {"kind": "transposed_conv2d" if transposed else "conv2d", "batch": batch, "height": height, "width": width,
            "channels": channels, "filters": call.outputs[0].shape[1], "filter": spread(weight.shape[2:], 1),
            "stride": spread(stride, 1), "dilation": spread(dilation, 1), "pad": spread(padding, 0), "groups": groups,
            "dtype": dtypes(call, source, weight), "_operands": [source, weight]}
    if transposed:
        work["output_pad"] = spread(output_padding, 0)
    return work


def convolution(call):
    source, weight, _, stride, padding, dilation, transposed, output_padding, groups = call.args[:9]
    if source.dim() > 4:
        return as_product(call, source, weight, call.outputs[0], groups)
    return [window(call, source, weight, stride, padding, dilation, transposed, output_padding, groups)]


def as_product(call, source, weight, output, groups):
    """A convolution over volumes as the product that it is."""
    pixels = output.shape[0] * math.prod(output.shape[2:])
    k = math.prod(weight.shape[1:])
    return [product(call, pixels, weight.shape[0] // groups, k, groups, operands=(source, weight))]


def convolution_backward(call):
    """Of the input: the gradient of the output, spread. Of the weights: a product over all pixels."""
    grad, source, weight = call.args[:3]
    groups, mask = call.args[9], call.args[10]
    pixels = grad.shape[0] * math.prod(grad.shape[2:])
    filters, k = weight.shape[0] // groups, math.prod(weight.shape[1:])
    works = []
    if mask[0]:
        works.append(product(call, pixels, k, filters, groups, "convolution_backward_input", (grad, weight)))
    if mask[1]:
        works.append(product(call, k, filters, pixels, groups, "convolution_backward_weight", (source, grad)))
        works[-1]["weight"] = "activation"
    return works


def attention_shape(query, key, value):
    return {"batch": math.prod(query.shape[:-3]), "heads": query.shape[-3], "kv_heads": key.shape[-3],
            "queries": query.shape[-2], "keys": key.shape[-2], "head_dim": query.shape[-1],
            "value_dim": value.shape[-1]}


def query_key_value(args, kwargs):
    return tuple(args[:3]) if len(args) > 2 else tuple(kwargs[name] for name in ("query", "key", "value"))


def attention_work(query, key, value, causal):
    if query.dim() == 3:  # batch and heads in one
        query, key, value = (t.unsqueeze(0) for t in (query, key, value))
    call = Call("attention", (), {}, [query, key], [query], lambda text: None)
    square = query.shape[-2] == key.shape[-2]  # elsewhere the mask of PyTorch starts at the first key
    return {"kind": "attention", **attention_shape(query, key, value), "causal": bool(causal) and square,
            "_name": "attention", "dtype": dtypes(call, query, key), "_operands": [query, key]}


def fused_attention(call):
    """When nobody above saw it: _scaled_dot_product_flash_attention (2.x) and its like."""
    causal = call.kwargs.get("is_causal", any(a is True for a in call.args[3:]))
    return [attention_work(*query_key_value(call.args, call.kwargs), causal)]


def fused_attention_backward(call):
    """(2.x) Five products: the scores again, and the gradients of probabilities, values, queries and keys."""
    _, query, key, value = call.args[:4]
    count = math.prod(query.shape[:-2])
    q, k, d, v = query.shape[-2], key.shape[-2], query.shape[-1], value.shape[-1]
    shapes = [("scores", q, k, d), ("grad_probabilities", q, k, v), ("grad_value", k, v, q), ("grad_query", q, d, k),
              ("grad_key", k, d, q)]
    works = [product(call, *shape, count, f"attention_backward_{name}", (query, key)) for name, *shape in shapes]
    return [{**work, "weight": "activation"} for work in works]


def moved(call, kind, tensors=None):
    """Vector work: rows x cols, and the elements that it reads and writes."""
    read = sum(t.numel() for t in (call.inputs if tensors is None else tensors))
    written = sum(t.numel() for t in call.outputs)
    largest = max([*call.inputs, *call.outputs], key=lambda t: t.numel())
    cols = largest.shape[-1] if largest.dim() > 0 else 1
    if kind in ("reduce", "pooling"):
        cols = max(read, written) // max(1, min(read, written))
    cols = max(1, cols)
    return [{"kind": kind, "rows": max(1, largest.numel() // cols), "cols": cols, "read": read, "written": written,
             "dtype": call.dtype(call.outputs[0])}]


def embedding(call):
    rows, cols = math.prod(call.outputs[0].shape[:-1]), call.outputs[0].shape[-1]
    return [{"kind": "embedding", "rows": rows, "cols": cols, "dtype": call.dtype(call.outputs[0])}]


PRODUCTS = {"mm": lambda c: matmul(c, *c.args[:2]), "bmm": lambda c: matmul(c, *c.args[:2]),
            "addmm": lambda c: matmul(c, *c.args[1:3]), "baddbmm": lambda c: matmul(c, *c.args[1:3]),
            "mv": lambda c: matmul(c, *c.args[:2]), "addmv": lambda c: matmul(c, *c.args[1:3]),
            "dot": lambda c: matmul(c, *c.args[:2]), "matmul": lambda c: matmul(c, *c.args[:2]),
            "_int_mm": lambda c: matmul(c, *c.args[:2]), "_scaled_mm": lambda c: matmul(c, *c.args[:2]),
            "linear": linear, "convolution": convolution, "_convolution": convolution,
            "convolution_backward": convolution_backward, "embedding": embedding,
            "_scaled_dot_product_flash_attention": fused_attention,
            "_scaled_dot_product_efficient_attention": fused_attention,
            "_scaled_dot_product_cudnn_attention": fused_attention,
            "_scaled_dot_product_flash_attention_for_cpu": fused_attention,
            "_scaled_dot_product_attention_forward": fused_attention,
            "_scaled_dot_product_flash_attention_backward": fused_attention_backward,
            "_scaled_dot_product_efficient_attention_backward": fused_attention_backward,
            "_scaled_dot_product_cudnn_attention_backward": fused_attention_backward,
            "_scaled_dot_product_flash_attention_for_cpu_backward": fused_attention_backward}


def kind_of(name):
    if name in ELEMENTWISE:
        return ELEMENTWISE[name]
    for names, kind in ((PLAIN, "elementwise"), (REDUCTIONS, "reduce"), (POOLING, "pooling"), (CHOICES, "top_k")):
        if name in names:
            return kind
    return None


def sizes_of(work):
    return [value for key, value in work.items() if isinstance(value, int) and key not in ("causal", "window")]


def works_of(call):
    """The lines of a trace that one operator becomes; none when nothing is read or written."""
    if call.name in PRODUCTS:
        works = PRODUCTS[call.name](call)
        return [work for work in works if all(size > 0 for size in sizes_of(work))]
    if not any(t.numel() for t in [*call.inputs, *call.outputs]):
        return []
    if call.updates_parameters:
        return moved(call, "optimizer")
    kind = kind_of(call.name)
    if kind is None:
        call.note(f"{call.source} is not known and counted as the movement of its elements")
    if call.name == "copy_":
        return moved(call, kind, call.inputs[1:])
    if call.name in ("index", "index_select", "gather"):  # what is taken, and where it lies
        return moved(call, kind, [*call.outputs, *call.inputs[1:]])
    return moved(call, kind or "unknown")


BETWEEN = ("add", "multiply", "elementwise", "copy")  # scale and mask


def join_attention(records):
    """Softmax between two products, each read by the next alone: attention as one operator. What turned or copied its
    operands stays."""
    readers = {}
    for index, record in enumerate(records):
        for before in record["after"]:
            readers.setdefault(before, []).append(index)
    joined, replaced = {}, {}
    for index, record in enumerate(records):
        chain = attention_chain(records, readers, index) if record["kind"] == "softmax" else None
        if chain:
            joined[chain[-1]] = attention_from(records, chain)
            replaced.update({other: chain[-1] for other in chain[:-1]})
    return renumbered(records, joined, replaced)


def attention_chain(records, readers, softmax):
    def only_reader(index):
        found = readers.get(index, [])
        return found[0] if len(found) == 1 else None

    chain, at = [softmax], softmax
    while records[at]["kind"] != "gemm":  # back to the scores, through scale and mask
        before = [i for i in records[at]["after"] if only_reader(i) == at]
        big = [i for i in before if records[i]["kind"] in ("gemm", *BETWEEN)]
        if len(big) != 1:
            return None
        at = big[0]
        chain.insert(0, at)
    at = softmax
    while at == softmax or records[at]["kind"] in BETWEEN:
        at = only_reader(at)
        if at is None:
            return None
        chain.append(at)
    scores, context = records[chain[0]], records[chain[-1]]
    fits = context["kind"] == "gemm" and scores["m"] == context["m"] and scores["n"] == context["k"]
    return chain if fits and scores.get("count", 1) == context.get("count", 1) else None


def attention_from(records, chain):
    scores, context = records[chain[0]], records[chain[-1]]
    inside = set(chain)
    after = list(dict.fromkeys(i for index in chain for i in records[index]["after"] if i not in inside))
    name = context["name"].rsplit(".", 1)[0] + ".attention" if "." in context["name"] else "attention"
    return {"name": name, "kind": "attention", "heads": scores.get("count", 1), "queries": scores["m"],
            "keys": scores["n"], "head_dim": scores["k"], "value_dim": context["n"], "dtype": scores["dtype"],
            "source": "softmax between two products", "after": after}


def renumbered(records, joined, replaced):
    """Without what was joined, names made unique again."""
    kept = [i for i in range(len(records)) if i not in replaced]
    place = {index: position for position, index in enumerate(kept)}
    names, result = {}, []
    for index in kept:
        record = dict(joined.get(index, records[index]))
        record["after"] = list(dict.fromkeys(place[replaced.get(i, i)] for i in record["after"]))
        if index in joined:
            count = names[record["name"]] = names.get(record["name"], 0) + 1
            record["name"] += f"_{count}" if count > 1 else ""
        result.append(record)
    return result
