import Replication
import TransparencyLog

/// No witness signs both of two histories; whoever signed two is convicted; nobody else is.
extension Federation {
    /// What one witness key cosigned of one log must be heads of one history.
    func checkWitnesses() {
        for node in nodes where node.isHonest {
            for log in nodes.indices {
                let heads = node.cosigned[log]
                for generation in Set(heads.map(\.generation)).sorted() {
                    let own = heads.filter { $0.generation == generation }
                    guard nodes[log].adversary?.lie != .signsNonsense else { continue }
                    let histories = [nodes[log].own] + (nodes[log].adversary?.second.map { [$0] } ?? [])
                    let isOne = histories.contains { history in
                        own.allSatisfy { $0.size > history.size || history.root(at: $0.size) == $0.root }
                    }
                    if !isOne, !nodes[log].isReadOnly {
                        fail("\(node.party) cosigned two histories of \(records[log].origin)")
                    }
                    let pairs = Dictionary(grouping: own, by: \.size)
                    for size in pairs.keys.sorted() where Set((pairs[size] ?? []).map(\.root)).count > 1 {
                        fail("\(node.party) cosigned two roots of \(records[log].origin) at size \(size)")
                    }
                }
            }
        }
    }

    /// A fork whose histories reached two honest nodes is convicted by one of them.
    func checkFork(_ log: Int) {
        guard let adversary = nodes[log].adversary, let second = adversary.second else { return }
        let first = nodes[log].own
        var holders: (first: [Int], second: [Int]) = ([], [])
        var convicting = 0
        for node in nodes where node.isHonest {
            guard let store = node.store(log), store.size > adversary.forkSize else { continue }
            if node.exhibits[log] != nil { convicting += 1 }
            let root = store.state()?.frontier.root
            if root == first.root(at: store.size) { holders.first.append(node.index) }
            if root == second.root(at: store.size) { holders.second.append(node.index) }
        }
        if convicting > 0 {
            tally.add(.forks, "convicted")
            tally.add(.forks, "convicting nodes", convicting)
            return
        }
        guard !holders.first.isEmpty, !holders.second.isEmpty else {
            tally.add(.forks, "never shown to two")
            return
        }
        let told = (holders.first + holders.second).contains { nodes[$0].problems[log].contains(.unproven) }
        if told {
            tally.add(.forks, "told of and not proven: the tree is kept back")
        } else {
            fail(
                "\(records[log].origin) signed two histories that part at \(adversary.forkSize), held by "
                    + "\(holders.first) and \(holders.second), and nobody convicts it")
        }
    }
}
