// bench-mirror NAME --option value … runs one benchmark between two nodes, of which `mirror-source` and `settling-center` are the other
// side, in a process of its own. A program of
// its own, so that whoever builds `bench` builds no HTTP.
import Measuring

run([
    "direct-settlement": DirectSettlement.run,
    "mirror-catch-up": MirrorCatchUp.run,
    "mirror-lag": MirrorCatchUp.lag,
    "mirror-source": MirrorSource.run,
    "settling-center": DirectSettlement.center,
])
