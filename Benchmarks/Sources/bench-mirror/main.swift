// bench-mirror NAME --option value … runs one benchmark between two nodes, of which `mirror-source` is the one that serves. A program of
// its own, so that whoever builds `bench` builds no HTTP.
import Measuring

run([
    "mirror-catch-up": MirrorCatchUp.run,
    "mirror-lag": MirrorCatchUp.lag,
    "mirror-source": MirrorSource.run,
])
