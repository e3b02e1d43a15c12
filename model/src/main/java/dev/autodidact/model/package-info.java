/**
 * The language model: decoder, LoRA, sampling and training step.
 *
 * <p>All maths lives in one TorchScript module ({@link dev.autodidact.model.DecoderScript}) that is stateless: base
 * weights, adapters and caches are arguments. Axis letters: B batch, T tokens, V vocabulary, E embedding, H heads,
 * R rank, K adapters, N selected positions.
 */
package dev.autodidact.model;
