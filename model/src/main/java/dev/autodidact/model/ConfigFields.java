package dev.autodidact.model;

import java.util.Set;

/** Names of the fields of {@code config.json}: those that shape the decoder, and those that leave every logit as it is. */
final class ConfigFields {
    private ConfigFields() {}

    private static final Set<String> UNDERSTOOD = Set.of("""
            model_type hidden_size num_hidden_layers num_attention_heads num_key_value_heads head_dim
            intermediate_size vocab_size rms_norm_eps rope_theta rope_scaling rope_parameters
            max_position_embeddings tie_word_embeddings eos_token_id attention_bias mlp_bias hidden_act
            sliding_window use_sliding_window max_window_layers layer_types no_rope_layers no_rope_layer_interval
            quantization_config partial_rotary_factor
            """.split("\\s+"));

    /** About files, training, generation or other tasks. */
    private static final Set<String> HARMLESS = Set.of("""
            architectures dtype torch_dtype transformers_version transformers.js_config use_cache bos_token_id
            pad_token_id unk_token_id sep_token_id initializer_range attention_dropout pretraining_tp tokenizer_class
            id2label label2id num_labels problem_type return_dict is_decoder is_encoder_decoder output_attentions
            output_hidden_states torchscript chunk_size_feed_forward task_specific_params finetuning_task prefix
            temperature top_k top_p do_sample max_length min_length num_beams num_beam_groups diversity_penalty
            num_return_sequences length_penalty repetition_penalty early_stopping typical_p no_repeat_ngram_size
            encoder_no_repeat_ngram_size bad_words_ids remove_invalid_values return_dict_in_generate output_scores
            suppress_tokens begin_suppress_tokens forced_bos_token_id forced_eos_token_id
            exponential_decay_length_penalty decoder_start_token_id tf_legacy_loss use_bfloat16 model_max_length
            auto_map unsloth_version unsloth_fixed license is_llama_config max_sequence_length
            """.split("\\s+"));

    static boolean known(String field) {
        return UNDERSTOOD.contains(field) || HARMLESS.contains(field) || field.startsWith("_");
    }
}
