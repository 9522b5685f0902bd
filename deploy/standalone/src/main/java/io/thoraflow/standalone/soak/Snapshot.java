package io.thoraflow.standalone.soak;

/**
 * One process at one moment; NaN is what it does not tell.
 *
 * @param seconds since the run began
 * @param xrays files that ingest has dealt with by then
 * @param resident megabytes, as the operating system sees the process
 * @param anonymous of these, what is no mapped file
 * @param heap megabytes that the heap takes, used or not
 * @param live megabytes of heap in use right after a collection; not at every moment
 * @param direct megabytes of buffers outside of the heap
 * @param mapped megabytes of files mapped into buffers
 * @param descriptors open
 * @param cpu seconds so far, user and system
 */
public record Snapshot(
    String process,
    double seconds,
    double xrays,
    double resident,
    double anonymous,
    double heap,
    double live,
    double direct,
    double mapped,
    double threads,
    double descriptors,
    double cpu) {}
