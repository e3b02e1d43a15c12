/** Supervised fine-tuning as a tool: ledger, learning queue, trainer, adapter versions. */
package dev.autodidact.sft;
