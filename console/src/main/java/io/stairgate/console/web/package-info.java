/**
 * What pages and API share: the table of routes, who may use each, and the server that holds both.
 * Nothing reaches a page's or the API's own code before {@link io.stairgate.console.web.Guard} has
 * let it through.
 */
@NullMarked
package io.stairgate.console.web;

import org.jspecify.annotations.NullMarked;
