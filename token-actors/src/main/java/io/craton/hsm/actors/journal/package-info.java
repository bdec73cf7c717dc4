/** How events and snapshots reach the journal: encoded by number, then sealed under the cluster key. */
@NullMarked
package io.craton.hsm.actors.journal;

import org.jspecify.annotations.NullMarked;
