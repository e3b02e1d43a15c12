/** The agent loop: one turn from the user's message over tool calls to the reply. */
package dev.autodidact.agent;
