/** The HTTP contract: resources, event streams, error answers. */
package dev.autodidact.web;
