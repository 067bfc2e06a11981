"""Times PyTorch and JAX on the problems that bench/peers/export.js wrote: float64, CPU, the best formulation of each.

usage: python bench/peers/peers.py DIR [--threads N] [--peer jax|torch] [--shape NAME] [--no-hessian]
Prints one JSON row per (peer, shape, kernel): the fastest variant, its median time in milliseconds, and its name.
Rows of a package that is not installed are left out. Every variant is checked against the risk and the gradient norm in DIR.
"""
import argparse, json, os, sys, time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--peer", choices=["jax", "torch"])
parser.add_argument("--shape")
parser.add_argument("--no-hessian", action="store_true", help="leave out what compiles for minutes, and dense eigenvalues with it")
options = parser.parse_args()
# Before the libraries read them.
threads = str(options.threads)
os.environ.update(OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads, MKL_NUM_THREADS=threads)
os.environ["XLA_FLAGS"] = (
    f"--xla_cpu_multi_thread_eigen={'true' if options.threads > 1 else 'false'} intra_op_parallelism_threads={threads}"
)
if options.threads == 1 and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
import numpy as np
from scipy.sparse.linalg import LinearOperator, eigsh

SHAPES = ["tiny", "medium", "large"]


def load(name):
    with open(os.path.join(options.folder, f"{name}.json")) as file:
        p = json.load(file)
    L, d, m, n = p["depth"], p["dimension"], p["width"], p["samples"]
    x = np.array(p["x"]).reshape(n, d)
    y = np.array(p["y"])
    U = np.stack([np.array(p["blocks"][f"U/{l}"]).reshape(m, d) for l in range(L)])
    V = np.stack([np.array(p["blocks"][f"V/{l}"]).reshape(d, m) for l in range(L)])
    w = np.array(p["blocks"]["w"])
    theta = np.concatenate([U.ravel(), V.ravel(), w])
    return p, x, y, theta, (L, d, m, n)


def timed(call, seconds=1.0):
    """Median over repetitions that fill the given time, after one warm-up call; milliseconds."""
    start = time.perf_counter()
    call()
    first = time.perf_counter() - start
    times = []
    start = time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - start < seconds and len(times) < 2000):
        before = time.perf_counter()
        call()
        times.append(time.perf_counter() - before)
        if first > 20:
            break
    return 1000 * float(np.median(times))


def emit(peer, version, shape, kernel, variants):
    """variants: name -> call; a variant that fails is reported on stderr and left out."""
    results = {}
    for name, call in variants.items():
        try:
            results[name] = timed(call)
        except Exception as error:  # noqa: BLE001 - any failure only removes the variant
            print(f"{peer} {shape} {kernel} {name}: {type(error).__name__}: {error}", file=sys.stderr)
    if results:
        best = min(results, key=results.get)
        row = dict(peer=peer, version=version, threads=options.threads, shape=shape, kernel=kernel,
                   variant=best, milliseconds=results[best], tried=results)
        print(json.dumps(row), flush=True)


def check(p, risk, gradient):
    assert abs(risk - p["risk"]) <= 1e-12 * abs(p["risk"]), (risk, p["risk"])
    norm = float(np.linalg.norm(gradient))
    assert abs(norm - p["gradientNorm"]) <= 1e-11 * p["gradientNorm"], (norm, p["gradientNorm"])


def split(theta, L, d, m):
    k = L * m * d
    return theta[:k].reshape(L, m, d), theta[k:2 * k].reshape(L, d, m), theta[2 * k:]


def run_jax(shape):
    import jax
    import jax.numpy as jnp
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    p, x, y, theta, (L, d, m, n) = load(shape)
    y = jnp.asarray(y)

    def risk_of(layout):
        X = jnp.asarray(x if layout.startswith("rows") else x.T.copy())

        def block(h, u, v):
            return h + jnp.tanh(h @ u.T) @ v.T if layout.startswith("rows") else h + v @ jnp.tanh(u @ h)

        def risk(t):
            U, V, w = split(t, L, d, m)
            h = X
            if layout.endswith("scan"):
                h, _ = jax.lax.scan(lambda h, uv: (block(h, *uv), None), h, (U, V))
            else:
                for l in range(L):
                    h = block(h, U[l], V[l])
            f = h @ w if layout.startswith("rows") else w @ h
            return jnp.mean((f - y) ** 2)

        return risk

    risks = {name: risk_of(name) for name in ["rows", "columns", "rows scan", "columns scan"]}
    if shape == "large":  # unrolling 32 blocks compiles for minutes and runs no faster
        risks = {name: risk for name, risk in risks.items() if name.endswith("scan")}
    t = jnp.asarray(theta)
    v = jnp.asarray(np.random.default_rng(0).standard_normal(theta.size))
    grads = {name: jax.jit(jax.value_and_grad(risk)) for name, risk in risks.items()}
    hvps = {name: jax.jit(lambda t, v, risk=risk: jax.jvp(jax.grad(risk), (t,), (v,))[1]) for name, risk in risks.items()}
    for name, grad in grads.items():
        value, g = grad(t)
        check(p, float(value), np.asarray(g))
    emit("jax", jax.__version__, shape, "gradient", {k: (lambda f=f: f(t)[1].block_until_ready()) for k, f in grads.items()})
    emit("jax", jax.__version__, shape, "Hessian-vector product",
         {k: (lambda f=f: f(t, v).block_until_ready()) for k, f in hvps.items()})

    def chunked(risk, chunk):
        columns = lambda t: jax.lax.map(lambda e: jax.jvp(jax.grad(risk), (t,), (e,))[1], jnp.eye(theta.size), batch_size=chunk)
        return jax.jit(columns)

    if shape != "large" and not options.no_hessian:
        hessians = {}
        for name, risk in risks.items():
            hessians[f"{name}, jax.hessian"] = jax.jit(jax.hessian(risk))
            for chunk in ([32, theta.size] if shape == "tiny" else [16, 64]):
                hessians[f"{name}, {chunk} directions at a time"] = chunked(risk, chunk)
        calls = {k: (lambda f=f: f(t).block_until_ready()) for k, f in hessians.items()}
        emit("jax", jax.__version__, shape, "Hessian", calls)
        dense = {f"{k}, eigvalsh": (lambda f=f: np.linalg.eigvalsh(np.asarray(f(t)))[0]) for k, f in hessians.items()
                 if "directions" in k}
    else:
        dense = {}
    krylov = {f"{k}, eigsh {tolerance(shape):g}": (lambda f=f: lowest(lambda e: np.asarray(f(t, e)), theta.size, shape))
              for k, f in hvps.items()}
    emit("jax", jax.__version__, shape, "lambda_min", {**dense, **krylov})


def tolerance(shape):
    return 1e-6 if shape == "large" else 1e-8


def lowest(product, size, shape):
    operator = LinearOperator((size, size), matvec=lambda e: product(np.asarray(e, dtype=np.float64).ravel()), dtype=np.float64)
    return eigsh(operator, k=1, which="SA", tol=tolerance(shape), ncv=40 if size > 40 else None,
                 v0=np.random.default_rng(1).standard_normal(size), return_eigenvectors=False)[0]


def run_torch(shape):
    import torch
    from torch.func import functional_call, grad, hessian, jvp, vmap  # noqa: F401
    torch.set_num_threads(options.threads)
    torch.set_default_dtype(torch.float64)
    p, x, y, theta, (L, d, m, n) = load(shape)
    y = torch.from_numpy(y)

    def risk_of(layout):
        X = torch.from_numpy(x if layout == "rows" else x.T.copy())

        def risk(t):
            U, V, w = split(t, L, d, m)
            h = X
            for l in range(L):
                h = h + torch.tanh(h @ U[l].T) @ V[l].T if layout == "rows" else h + V[l] @ torch.tanh(U[l] @ h)
            f = h @ w if layout == "rows" else w @ h
            return torch.mean((f - y) ** 2)

        return risk

    risks = {name: risk_of(name) for name in ["rows", "columns"]}
    t = torch.from_numpy(theta)
    v = torch.from_numpy(np.random.default_rng(0).standard_normal(theta.size))

    def eager_gradient(risk):
        leaf = t.clone().requires_grad_(True)
        return torch.autograd.grad(risk(leaf), leaf)[0]

    def double_backward(risk, direction):
        leaf = t.clone().requires_grad_(True)
        g = torch.autograd.grad(risk(leaf), leaf, create_graph=True)[0]
        return torch.autograd.grad(g, leaf, direction)[0]

    def forward_over_reverse(risk, direction):
        return jvp(grad(risk), (t,), (direction,))[1]

    compiled = {}
    for name, risk in risks.items():
        check(p, float(risk(t)), eager_gradient(risk).numpy())
        compiled[name] = torch.compile(grad(risk))
    gradients = {f"{k}, autograd": (lambda r=r: eager_gradient(r)) for k, r in risks.items()}
    gradients |= {f"{k}, torch.func": (lambda r=r: grad(r)(t)) for k, r in risks.items()}
    if shape != "large":
        gradients |= {f"{k}, torch.compile": (lambda f=f: f(t)) for k, f in compiled.items()}
    emit("torch", torch.__version__, shape, "gradient", gradients)
    products = {f"{k}, double backward": (lambda r=r: double_backward(r, v)) for k, r in risks.items()}
    products |= {f"{k}, jvp of grad": (lambda r=r: forward_over_reverse(r, v)) for k, r in risks.items()}
    if shape != "large":
        hvps = {k: torch.compile(lambda t, e, r=r: jvp(grad(r), (t,), (e,))[1]) for k, r in risks.items()}
        products |= {f"{k}, torch.compile": (lambda f=f: f(t, v)) for k, f in hvps.items()}
    emit("torch", torch.__version__, shape, "Hessian-vector product", products)
    dense = {}
    if shape != "large" and not options.no_hessian:
        eye = torch.eye(theta.size)
        size = min(theta.size, 128)
        hessians = {f"{k}, torch.func.hessian": (lambda r=r: hessian(r)(t)) for k, r in risks.items() if shape == "tiny"}
        hessians |= {f"{k}, vmap of jvp of grad": (lambda r=r: vmap(lambda e: forward_over_reverse(r, e), chunk_size=size)(eye))
                     for k, r in risks.items()}
        hessians |= {f"{k}, vectorised double backward": (
            lambda r=r: torch.autograd.functional.hessian(r, t, vectorize=True)) for k, r in risks.items()}
        emit("torch", torch.__version__, shape, "Hessian", hessians)
        dense = {f"{k}, eigvalsh": (lambda f=f: torch.linalg.eigvalsh(f())[0]) for k, f in hessians.items()}
    krylov = {f"{k}, eigsh {tolerance(shape):g}": (
        lambda r=r: lowest(lambda e: double_backward(r, torch.from_numpy(e)).numpy(), theta.size, shape)) for k, r in risks.items()}
    emit("torch", torch.__version__, shape, "lambda_min", {**dense, **krylov})


for shape in [options.shape] if options.shape else SHAPES:
    for name, run in (("jax", run_jax), ("torch", run_torch)):
        if options.peer not in (None, name):
            continue
        try:
            run(shape)
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
