/** Getting a model: from the Hugging Face hub, or any server with its interface, into a folder on disk. */
package dev.autodidact.model.hub;
