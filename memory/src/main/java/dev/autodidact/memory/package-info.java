/** Cross-context recall: chat history and remembered entries. Knows nothing of the model or of learning. */
package dev.autodidact.memory;
