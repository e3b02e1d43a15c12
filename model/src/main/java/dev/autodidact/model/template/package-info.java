/** Hugging Face chat templates: Jinja2 as transformers runs it, on Jinjava. */
package dev.autodidact.model.template;
