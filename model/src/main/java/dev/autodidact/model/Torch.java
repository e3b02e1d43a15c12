package dev.autodidact.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The one place that talks to libtorch through DJL: loads a script, makes and reads arrays, calls methods. Arrays made
 * here lie in libtorch's own memory (Java buffers would make reruns differ in the last bits with their alignment), and
 * only f32 and i64 ever cross the border, since DJL aborts the process on others.
 */
final class Torch implements AutoCloseable {
    private static final Object START = new Object();
    private static boolean started;

    private final Model model;
    private final PtSymbolBlock block;
    private final PtNDManager manager;
    private final boolean packs;

    Torch(String name, byte[] script) {
        this(name, script, "cpu");
    }

    /** @param device {@code cpu}, {@code gpu} or {@code gpu:N} */
    Torch(String name, byte[] script, String device) {
        this(name, script, device, false);
    }

    /** @param packs whether the script has the methods of {@link StepScript} */
    Torch(String name, byte[] script, String device, boolean packs) {
        this.packs = packs;
        start();
        Device at = device(device);
        model = Model.newInstance(name, at, "PyTorch");
        try {
            ((PtModel) model).load(new ByteArrayInputStream(script));
        } catch (IOException | ai.djl.MalformedModelException e) {
            throw new IllegalStateException("the decoder script does not load: " + e.getMessage(), e);
        }
        block = (PtSymbolBlock) model.getBlock();
        manager = (PtNDManager) ai.djl.ndarray.NDManager.newBaseManager(at, "PyTorch");
    }

    private static Device device(String name) {
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        int number = name.equals("gpu") ? 0 : Integer.parseInt(name.substring("gpu:".length()));
        int there = Engine.getEngine("PyTorch").getGpuCount();
        if (number >= there) {
            throw new IllegalArgumentException("device is '" + name + "', but the engine sees " + there
                    + " GPUs; a build with -Pcuda124 or -Pcuda128 and a driver for it are needed, or device cpu");
        }
        return Device.gpu(number);
    }

    /** The first GPU, or the processor where the engine sees none. */
    static String bestDevice() {
        start();
        return Engine.getEngine("PyTorch").getGpuCount() > 0 ? "gpu:0" : "cpu";
    }

    /** Free memory of a GPU, bytes. */
    static long freeDeviceBytes(String device) {
        start();
        var usage = ai.djl.util.cuda.CudaUtils.getGpuMemory(device(device));
        return usage.getMax() - usage.getCommitted();
    }

    /** Sets what DJL reads once, unless the user set it, and loads the native library. */
    static void start() {
        synchronized (START) {
            if (started) {
                return;
            }
            // without a native library on the class path (-Pcuda128) DJL must fetch one at its first start
            boolean complete = Torch.class.getResource("/native/lib/pytorch.properties") != null;
            if (System.getProperty("ai.djl.offline") == null && complete) {
                System.setProperty("ai.djl.offline", "true");
            }
            if (System.getProperty("ai.djl.pytorch.num_threads") == null) {
                // half the cores, so that a chat keeps its speed beside a training; also, threads that wait for one
                // another on busy cores are many times slower than one that waits for nobody
                int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
                System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
            }
            NativeHeap.keep();
            Engine.getEngine("PyTorch");
            started = true;
        }
    }

    /** Threads that one operator may use when called from the current thread. */
    static void threads(int count) {
        start();
        JniUtils.setNumThreads(count);
    }

    /** Whether the script has the methods of {@link StepScript}. */
    boolean packs() {
        return packs;
    }

    PtNDManager manager() {
        return manager;
    }

    PtNDManager scope() {
        return (PtNDManager) manager.newSubManager();
    }

    static PtNDArray floats(PtNDManager scope, float[] values, long... shape) {
        try (NDArray view = scope.create(values, new Shape(shape))) {
            return (PtNDArray) view.duplicate();
        }
    }

    static PtNDArray longs(PtNDManager scope, long[] values, long... shape) {
        try (NDArray view = scope.create(values, new Shape(shape))) {
            return (PtNDArray) view.duplicate();
        }
    }

    static PtNDArray zeros(PtNDManager scope, long... shape) {
        return (PtNDArray) scope.zeros(new Shape(shape));
    }

    /**
     * Calls a method with gradients allowed. Lists of tensors are given as {@link List}s; DJL tells lists apart by the
     * names of their arrays, so arrays shared between threads get theirs once, by {@link #named}.
     *
     * @return its tensors, attached to {@code scope}
     */
    List<PtNDArray> call(PtNDManager scope, String method, Object... arguments) {
        NDList inputs = new NDList();
        try (PtNDManager names = (PtNDManager) scope.newSubManager()) {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case PtNDArray array -> {
                        array.setName("a" + i);
                        inputs.add(array);
                    }
                    case List<?> list -> {
                        for (Object element : list) {
                            PtNDArray array = (PtNDArray) element;
                            if (array.getName() == null) {
                                array.setName("l" + i + "[]");
                            }
                            inputs.add(array);
                        }
                    }
                    default -> throw new IllegalArgumentException("not a tensor: " + arguments[i]);
                }
            }
            PtNDArray selector = (PtNDArray) names.zeros(new Shape(1));
            selector.setName("module_method:" + method);
            inputs.add(selector);
            interpretAsWritten();
            NDList out = IValueUtils.forward(block, inputs, true);
            out.attach(scope);
            List<PtNDArray> tensors = new ArrayList<>(out.size());
            out.forEach(a -> tensors.add((PtNDArray) a));
            return tensors;
        } catch (EngineException e) {
            throw new IllegalStateException("decoder method " + method + " failed: " + lastLine(e), e);
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    /** Marks the arrays as members of the list argument {@code name}. */
    static List<PtNDArray> named(String name, List<PtNDArray> arrays) {
        arrays.forEach(a -> a.setName(name + "[]"));
        return arrays;
    }

    /** Calls a method without gradients; arguments may be IValues, arrays, lists of arrays and ints. */
    List<PtNDArray> infer(PtNDManager scope, String method, Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        boolean[] own = new boolean[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                own[i] = !(arguments[i] instanceof IValue);
                values[i] = switch (arguments[i]) {
                    case IValue v -> v;
                    case PtNDArray a -> IValue.from(a);
                    case Integer n -> IValue.from((long) n);
                    case List<?> list -> IValue.listFrom(list.toArray(new PtNDArray[0]));
                    default -> throw new IllegalArgumentException("not an argument: " + arguments[i]);
                };
            }
            interpretAsWritten();
            try (IValue out = IValueUtils.runMethod(block, method, values)) {
                List<PtNDArray> tensors = new ArrayList<>();
                if (out.isTensorList()) {
                    for (PtNDArray a : out.toTensorArray(scope)) {
                        tensors.add(a);
                    }
                } else {
                    tensors.add(out.toTensor(scope));
                }
                return tensors;
            }
        } catch (EngineException e) {
            throw new IllegalStateException("decoder method " + method + " failed: " + lastLine(e), e);
        } finally {
            for (int i = 0; i < values.length; i++) {
                if (own[i] && values[i] != null) {
                    values[i].close();
                }
            }
        }
    }

    /**
     * Switches the graph optimiser off in this thread. With it, the first call of a method in a process runs another
     * graph than the later ones and its results differ in the last bits. The setting is per thread, and DJL applies its
     * property {@code ai.djl.pytorch.graph_optimizer} on another path only.
     */
    private static void interpretAsWritten() {
        JniUtils.setGraphExecutorOptimize(false);
    }

    private static String lastLine(EngineException e) {
        String[] lines = String.valueOf(e.getMessage()).strip().split("\n");
        return lines[lines.length - 1];
    }

    @Override
    public void close() {
        manager.close();
        model.close();
    }
}
