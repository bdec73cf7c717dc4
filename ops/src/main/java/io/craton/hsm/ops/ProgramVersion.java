package io.craton.hsm.ops;

import io.craton.hsm.ops.node.NodeProcess;
import picocli.CommandLine;

/** What {@code --version} prints. */
public final class ProgramVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"Craton HSM " + NodeProcess.version(), "Java " + Runtime.version()};
    }
}
