/** What stock OpenAI clients call: models, chat completions, embeddings, files, fine-tuning jobs. */
package dev.autodidact.web.openai;
