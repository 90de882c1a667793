use crate::boundary::paths::flow::Flow;
use crate::boundary::paths::made::{Dice, agent, flow, organisation};
use crate::boundary::paths::net::{Flood, Net, Way};
use crate::boundary::paths::tree::Tree;
use std::collections::BTreeSet;

/// What every walk has to use, by leaving out each edge in turn.
fn tried(net: &Net, way: Way, roots: &[usize], edges: usize) -> Vec<Option<BTreeSet<usize>>> {
    let whole = Flood::from(net, way, roots.iter().copied(), |_| true);
    let without: Vec<Flood> = (0..edges).map(|e| Flood::from(net, way, roots.iter().copied(), |x| x != e)).collect();
    (0..net.places()).map(|place| whole.reached(place).then(|| (0..edges).filter(|e| !without[*e].reached(place)).collect())).collect()
}

#[test]
fn the_chain_of_a_place_is_what_leaving_out_each_edge_finds() {
    let (mut chains, mut splits) = (0, 0);
    for seed in 1..=300_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        (0..4).for_each(|_| _ = dice.below(2));
        let mut made = organisation();
        let n = 3 + dice.below(12);
        for at in 0..n {
            // The others are in no inventory, and so have two places.
            if dice.below(3) > 0 {
                agent(&mut made, &format!("a{at:02}"));
            }
        }
        let mut seen = BTreeSet::new();
        for _ in 0..n + dice.below(2 * n) {
            let (from, to) = (dice.below(n), dice.below(n));
            if seen.insert((from, to)) {
                flow(&mut made, &format!("a{from:02}"), &format!("a{to:02}"));
            }
        }
        made.case("WF-1", |c| {
            let flow = Flow::of(c);
            for net in [Net::of(&flow, |_| true), Net::plain(&flow, |_| true), Net::of(&flow, |e| e % 5 != 0)] {
                splits += net.places() - flow.nodes.len();
                for way in [Way::Forward, Way::Backward] {
                    let roots = [0, net.leave[dice.below(flow.nodes.len())]];
                    let roots = if roots[0] == roots[1] { &roots[..1] } else { &roots[..] };
                    let tree = Tree::grow(&net, way, roots);
                    for (place, expected) in tried(&net, way, roots, flow.edges.len()).into_iter().enumerate() {
                        assert_eq!(tree.reached(place), expected.is_some(), "seed {seed}");
                        let Some(expected) = expected else {
                            assert_eq!((tree.number(place), tree.chain(place).next()), (None, None));
                            continue;
                        };
                        let found: BTreeSet<usize> = tree.chain(place).collect();
                        assert_eq!(found, expected, "seed {seed}, {way:?}, place {place}");
                        let mask = tree.masks(|e| 1 << (e % 64))[tree.number(place).unwrap()];
                        assert_eq!(mask, expected.iter().fold(0, |m, e| m | 1 << (e % 64)));
                        assert!(expected.iter().all(|e| tree.entries().any(|x| x == *e)));
                        chains += expected.len();
                    }
                }
            }
        });
    }
    assert!(chains > 1_000 && splits > 100, "{chains} {splits}");
}
