package dev.autodidact.model;

import java.nio.file.Path;
import java.util.List;

/**
 * A Llama decoder with LoRA in plain f64 loops: slow, obvious, and sharing no maths with the engine it judges. Reads
 * folders with one f32 {@code model.safetensors} and tied embeddings.
 */
final class NaiveDecoder {
    private final ModelConfig c;
    private final float[] embedding;
    private final float[] finalNorm;
    private final float[][][] linears; // [layer][linear][out * in]
    private final float[][][] norms; // [layer][attention, feed-forward][E]

    NaiveDecoder(Path folder, String fixture) {
        c = ModelConfig.read(folder);
        var tensors = Fixture.tensors(fixture + "/model.safetensors");
        embedding = tensors.get("model.embed_tokens.weight").data();
        finalNorm = tensors.get("model.norm.weight").data();
        linears = new float[c.layers()][7][];
        norms = new float[c.layers()][2][];
        for (int l = 0; l < c.layers(); l++) {
            String at = "model.layers." + l + ".";
            norms[l][0] = tensors.get(at + "input_layernorm.weight").data();
            norms[l][1] = tensors.get(at + "post_attention_layernorm.weight").data();
            for (int j = 0; j < 7; j++) {
                linears[l][j] =
                        tensors.get(at + ModelConfig.LINEARS[j] + ".weight").data();
            }
        }
    }

    ModelConfig config() {
        return c;
    }

    /** Mean of -log p over the weighted tokens of all rows, each row alone in its sequence. */
    double loss(List<Example> rows, LoraConfig lora, double[] adapter) {
        double sum = 0;
        double total = 0;
        for (Example row : rows) {
            double[][] logits = logits(row.tokens(), lora, adapter);
            for (int t = 1; t < row.length(); t++) {
                sum -= row.weights()[t] * logProbability(logits[t - 1], row.tokens()[t]);
                total += row.weights()[t];
            }
        }
        return sum / total;
    }

    static double logProbability(double[] logits, int id) {
        double max = java.util.Arrays.stream(logits).max().orElseThrow();
        double sum = 0;
        for (double x : logits) {
            sum += Math.exp(x - max);
        }
        return logits[id] - max - Math.log(sum);
    }

    /** Logits [T, V]; {@code adapter} may be null. */
    double[][] logits(int[] ids, LoraConfig lora, double[] adapter) {
        int n = ids.length;
        double[][] x = new double[n][c.hidden()];
        for (int t = 0; t < n; t++) {
            for (int e = 0; e < c.hidden(); e++) {
                x[t][e] = embedding[ids[t] * c.hidden() + e];
            }
        }
        for (int l = 0; l < c.layers(); l++) {
            double[][] h = norm(x, norms[l][0]);
            double[][] q = linear(l, 0, h, lora, adapter);
            double[][] k = linear(l, 1, h, lora, adapter);
            double[][] v = linear(l, 2, h, lora, adapter);
            rope(q, c.heads());
            rope(k, c.kvHeads());
            add(x, linear(l, 3, attention(q, k, v), lora, adapter));
            double[][] m = norm(x, norms[l][1]);
            double[][] gate = linear(l, 4, m, lora, adapter);
            double[][] up = linear(l, 5, m, lora, adapter);
            for (int t = 0; t < n; t++) {
                for (int f = 0; f < c.feedForward(); f++) {
                    gate[t][f] = gate[t][f] / (1 + Math.exp(-gate[t][f])) * up[t][f];
                }
            }
            add(x, linear(l, 6, gate, lora, adapter));
        }
        x = norm(x, finalNorm);
        double[][] out = new double[n][c.vocabulary()];
        for (int t = 0; t < n; t++) {
            for (int id = 0; id < c.vocabulary(); id++) {
                for (int e = 0; e < c.hidden(); e++) {
                    out[t][id] += x[t][e] * embedding[id * c.hidden() + e];
                }
            }
        }
        return out;
    }

    private double[][] linear(int layer, int j, double[][] x, LoraConfig lora, double[] adapter) {
        int outs = c.linearShapes()[j][0];
        int ins = c.linearShapes()[j][1];
        double[][] y = new double[x.length][outs];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < outs; o++) {
                for (int i = 0; i < ins; i++) {
                    y[t][o] += x[t][i] * linears[layer][j][o * ins + i];
                }
            }
        }
        if (adapter == null) {
            return y;
        }
        LoraLayout.Part a = LoraLayout.parts(c, lora.rank()).get((layer * 7 + j) * 2);
        LoraLayout.Part b = LoraLayout.parts(c, lora.rank()).get((layer * 7 + j) * 2 + 1);
        for (int t = 0; t < x.length; t++) {
            for (int r = 0; r < lora.rank(); r++) {
                double h = 0;
                for (int i = 0; i < ins; i++) {
                    h += x[t][i] * adapter[a.offset() + r * ins + i];
                }
                for (int o = 0; o < outs; o++) {
                    y[t][o] += lora.scale() * h * adapter[b.offset() + o * lora.rank() + r];
                }
            }
        }
        return y;
    }

    private double[][] norm(double[][] x, float[] weight) {
        double[][] y = new double[x.length][c.hidden()];
        for (int t = 0; t < x.length; t++) {
            double square = 0;
            for (double v : x[t]) {
                square += v * v;
            }
            double scale = 1 / Math.sqrt(square / c.hidden() + c.normEps());
            for (int e = 0; e < c.hidden(); e++) {
                y[t][e] = x[t][e] * scale * weight[e];
            }
        }
        return y;
    }

    private void rope(double[][] x, int heads) {
        int half = c.headDim() / 2;
        for (int t = 0; t < x.length; t++) {
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < half; i++) {
                    double angle = t / Math.pow(c.ropeTheta(), 2.0 * i / c.headDim());
                    int at = h * c.headDim() + i;
                    double one = x[t][at];
                    double two = x[t][at + half];
                    x[t][at] = one * Math.cos(angle) - two * Math.sin(angle);
                    x[t][at + half] = two * Math.cos(angle) + one * Math.sin(angle);
                }
            }
        }
    }

    private double[][] attention(double[][] q, double[][] k, double[][] v) {
        int hd = c.headDim();
        int share = c.heads() / c.kvHeads();
        double[][] out = new double[q.length][c.heads() * hd];
        for (int t = 0; t < q.length; t++) {
            for (int h = 0; h < c.heads(); h++) {
                int at = h * hd;
                int from = h / share * hd;
                double[] p = new double[t + 1];
                double sum = 0;
                for (int s = 0; s <= t; s++) {
                    double dot = 0;
                    for (int i = 0; i < hd; i++) {
                        dot += q[t][at + i] * k[s][from + i];
                    }
                    p[s] = Math.exp(dot / Math.sqrt(hd));
                    sum += p[s];
                }
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < hd; i++) {
                        out[t][at + i] += p[s] / sum * v[s][from + i];
                    }
                }
            }
        }
        return out;
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int e = 0; e < x[t].length; e++) {
                x[t][e] += y[t][e];
            }
        }
    }
}
