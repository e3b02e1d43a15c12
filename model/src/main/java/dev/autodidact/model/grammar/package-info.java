/** Texts of a form: grammars by characters, and the tokens that keep to them. */
package dev.autodidact.model.grammar;
