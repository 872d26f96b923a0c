#!/usr/bin/env python3
"""Writes what a PyTorch model computes as a trace that Systole reads (JSON Lines, one operator a line).

    from capture_torch import capture
    with capture("step.jsonl", model):
        model(inputs)

Whatever runs inside is recorded below autograd: forward, backward and, with capture(path, model, optimizer), its step.
Shapes are enough: build the model and its inputs with device="meta" and a model of 70 billion parameters needs no
memory. Attention through scaled_dot_product_attention is one operator, and so is attention that is written out as two
products around a softmax (masks are then not seen: all pairs are counted).

    with profile("measured.json"):
        model(inputs)

runs torch.profiler on a GPU and writes its own trace with shapes and measured kernels. Systole reads that as it is.

Written for PyTorch 1.13 and tested there. What only newer versions have is marked (2.x) and untested.
"""
import contextlib
import json

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

import capture_torch_operators as operators

# Where is_causal stands among the arguments: of 2.x (untested), and of 1.13.
ATTENTION = {"scaled_dot_product_attention": 5, "_scaled_dot_product_attention": 6}


def storage_of(tensor):
    """What tensors that are views of each other have in common."""
    storage = tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage()  # (2.x) or 1.13
    return storage._cdata


def tensors_in(value):
    """All tensors in nested lists, tuples and dictionaries."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item)


def is_view(func):
    """Whether the result only looks at an argument: its schema says (a), without the ! of a write."""
    returns = func._schema.returns
    return bool(returns) and all(r.alias_info is not None and not r.alias_info.is_write for r in returns)


class Recorder:
    """Collects operators, their names and what each waits for."""

    def __init__(self, parameters):
        self.records = []
        self.notes = []
        self.scopes = []      # names of modules at work, and of phases
        self.suspended = 0    # inside of an operator that is recorded as a whole
        self.parameters = {storage_of(p) for p in parameters}
        self.writer = {}      # storage -> index of the record that wrote it last
        self.names = {}

    def phase(self):
        return self.scopes[0] if self.scopes and self.scopes[0] in ("backward", "optimizer") else ""

    def unique(self, kind):
        base = ".".join([scope for scope in self.scopes if scope][-1:] + [kind])
        count = self.names[base] = self.names.get(base, 0) + 1
        return base if count == 1 else f"{base}_{count}"

    def note(self, text):
        if text not in self.notes:
            self.notes.append(text)

    def add(self, source, works, inputs, outputs):
        """One record for each work of one operator, the later ones behind the earlier."""
        behind = None
        for work in works:
            operands = work.pop("_operands", [])
            after = self.writers_of([*operands, *inputs]) if behind is None else [behind]
            record = {"name": self.unique(work.pop("_name", source.split("::")[-1])), **work, "source": source,
                      "after": after}
            if work["kind"] != "attention" and operands and self.is_activation(operands[1]):
                record["weight"] = "activation"
            behind = len(self.records)
            self.records.append(record)
        if works:
            self.wrote(outputs, len(self.records) - 1)

    def writers_of(self, tensors):
        """Each once, first that of the first."""
        writers = [self.writer.get(storage_of(tensor)) for tensor in tensors]
        return list(dict.fromkeys(writer for writer in writers if writer is not None))

    def is_activation(self, tensor):
        """With a model at hand whatever is none of its parameters; else what an operator wrote."""
        storage = storage_of(tensor)
        return storage not in self.parameters if self.parameters else storage in self.writer

    def wrote(self, outputs, index):
        for tensor in outputs:
            self.writer[storage_of(tensor)] = index


class Dispatch(TorchDispatchMode):
    """Sees every operator below autograd."""

    def __init__(self, recorder):
        super().__init__()
        self.recorder = recorder

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        if self.recorder.suspended == 0:
            self.record(func, args, kwargs, result)
        return result

    def record(self, func, args, kwargs, result):
        inputs, outputs = list(tensors_in([args, kwargs])), list(tensors_in(result))
        source = func._schema.name
        if is_view(func) or operators.is_free(source) or not outputs:
            return
        if not inputs:  # a constant
            return self.recorder.wrote(outputs, None)
        call = operators.Call(source, args, kwargs, inputs, outputs, self.recorder.note)
        call.updates_parameters = self.recorder.phase() == "optimizer"
        self.recorder.add(source, operators.works_of(call), inputs, outputs)


class Functions(TorchFunctionMode):
    """Sees attention before it is taken apart."""

    def __init__(self, recorder):
        super().__init__()
        self.recorder = recorder

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        causal_at = ATTENTION.get(getattr(func, "__name__", ""))
        if causal_at is None or self.recorder.suspended:
            return func(*args, **kwargs)
        self.recorder.suspended += 1
        try:
            result = func(*args, **kwargs)
        finally:
            self.recorder.suspended -= 1
        outputs = list(tensors_in(result))
        causal = kwargs.get("is_causal", args[causal_at] if len(args) > causal_at else False)
        works = [operators.attention_work(*operators.query_key_value(args, kwargs), causal)]
        self.recorder.add("scaled_dot_product_attention", works, list(tensors_in([args, kwargs])), outputs)
        return result


@contextlib.contextmanager
def scope(recorder, name):
    recorder.scopes.insert(0, name)
    try:
        yield
    finally:
        recorder.scopes.remove(name)


@contextlib.contextmanager
def module_names(recorder, model):
    """Names operators after the module at work."""
    def leave(*_):
        recorder.scopes.pop()

    handles = []
    for name, module in model.named_modules() if model is not None else []:
        handles.append(module.register_forward_pre_hook(lambda *_, name=name: recorder.scopes.append(name)))
        handles.append(module.register_forward_hook(leave))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@contextlib.contextmanager
def replaced(owner, name, recorder, phase):
    """While inside, owner.name runs as a phase of its own."""
    original = getattr(owner, name)

    def call(*args, **kwargs):
        with scope(recorder, phase):
            return original(*args, **kwargs)

    setattr(owner, name, call)
    try:
        yield
    finally:
        setattr(owner, name, original)


def write(path, name, records, notes, parameter_count):
    header = {"systole_trace": 1, "name": name}
    if parameter_count:
        header["parameter_count"] = parameter_count
    if notes:
        header["notes"] = notes
    with open(path, "w", encoding="utf-8") as out:
        out.write(json.dumps(header) + "\n")
        for record in records:
            line = {key: value for key, value in record.items() if key != "after"}
            out.write(json.dumps({**line, "after": [records[i]["name"] for i in record["after"]]}) + "\n")


@contextlib.contextmanager
def capture(path, model=None, optimizer=None):
    """Records what runs inside and writes it to `path` (.jsonl). With the model, operators have its modules' names and
    its parameters are counted; with the optimizer, its step is told apart."""
    parameters = list(model.parameters()) if model is not None else []
    recorder = Recorder(parameters)
    with contextlib.ExitStack() as stack:
        stack.enter_context(module_names(recorder, model))
        stack.enter_context(replaced(torch.autograd, "backward", recorder, "backward"))
        stack.enter_context(replaced(torch.autograd, "grad", recorder, "backward"))
        if optimizer is not None:
            stack.enter_context(replaced(optimizer, "step", recorder, "optimizer"))
        stack.enter_context(Functions(recorder))
        stack.enter_context(Dispatch(recorder))
        yield recorder
    records = operators.join_attention(recorder.records)
    name = type(model).__name__ if model is not None else "capture"
    write(path, name, records, recorder.notes, sum(p.numel() for p in parameters))


@contextlib.contextmanager
def profile(path):
    """Measures on a GPU. The trace that torch.profiler exports has shapes and kernels: Systole reads it directly."""
    activities = [torch.profiler.ProfilerActivity.CPU]
    if torch.cuda.is_available():
        activities.append(torch.profiler.ProfilerActivity.CUDA)
    with torch.profiler.profile(activities=activities, record_shapes=True) as profiler:
        yield profiler
    profiler.export_chrome_trace(path)
