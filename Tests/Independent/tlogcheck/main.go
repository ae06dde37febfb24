// Tlogcheck checks, with Go's own transparency log code, what this project's log code wrote to a directory:
//
//	vkey         the log's verifier key
//	witness      the witness's verifier key (cosignature/v1)
//	old, new     two signed and cosigned checkpoints of one log, the older first
//	tile/...     the tiles of the newer tree, laid out as C2SP tlog-tiles has it
//	inclusion    lines "INDEX HASH...": inclusion proofs in the newer tree
//	consistency  a line "HASH...": the proof from the older tree to the newer
//
// It prints one line and ends with 0 if all of it holds, else with 1. It needs nothing but golang.org/x/mod.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var dir string

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: tlogcheck DIRECTORY")
		os.Exit(2)
	}
	dir = os.Args[1]
	summary, err := check()
	if err != nil {
		fmt.Println("not verified:", err)
		os.Exit(1)
	}
	fmt.Println("verified:", summary)
}

func check() (string, error) {
	old, err := openCheckpoint("old")
	if err != nil {
		return "", fmt.Errorf("older checkpoint: %w", err)
	}
	tree, err := openCheckpoint("new")
	if err != nil {
		return "", fmt.Errorf("newer checkpoint: %w", err)
	}

	// TileHashReader checks every tile that it reads against the root.
	hashes := tlog.TileHashReader(tree, tileReader{})
	if err := checkEntries(tree, hashes); err != nil {
		return "", fmt.Errorf("entries: %w", err)
	}
	if root, err := tlog.TreeHash(old.N, hashes); err != nil || root != old.Hash {
		return "", fmt.Errorf("the newer tree has at size %d the root %v, not %v (%v)", old.N, root, old.Hash, err)
	}
	proofs, err := checkInclusion(tree, hashes)
	if err != nil {
		return "", fmt.Errorf("inclusion: %w", err)
	}
	line, err := read("consistency")
	if err != nil {
		return "", err
	}
	consistency, err := parseHashes(strings.Fields(line))
	if err != nil {
		return "", err
	}
	if err := tlog.CheckTree(consistency, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return "", fmt.Errorf("consistency: %w", err)
	}
	if err := sameAsGo(consistency)(tlog.ProveTree(tree.N, old.N, hashes)); err != nil {
		return "", fmt.Errorf("consistency: %w", err)
	}
	return fmt.Sprintf("%d entries, %d inclusion proofs, consistency from %d", tree.N, proofs, old.N), nil
}

func read(name string) (string, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	return strings.TrimSuffix(string(data), "\n"), err
}

// openCheckpoint verifies the log's signature and the witness's cosignature.
func openCheckpoint(name string) (tlog.Tree, error) {
	vkey, err := read("vkey")
	if err != nil {
		return tlog.Tree{}, err
	}
	log, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	wkey, err := read("witness")
	if err != nil {
		return tlog.Tree{}, err
	}
	witness, err := newCosignatureVerifier(wkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(log, witness))
	if err != nil {
		return tlog.Tree{}, err
	}
	if len(opened.Sigs) != 2 || opened.Sigs[0].Name != log.Name() || opened.Sigs[1].Name != witness.Name() {
		return tlog.Tree{}, fmt.Errorf("want a signature of the log and one of the witness, got %v", opened.Sigs)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != log.Name() || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("malformed checkpoint %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// cosignatureVerifier verifies C2SP cosignature/v1, which golang.org/x/mod does not know.
type cosignatureVerifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosignatureVerifier(vkey string) (*cosignatureVerifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed witness key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, errors.New("malformed witness key")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("wrong key ID of the witness")
	}
	return &cosignatureVerifier{parts[0], hash, key[1:]}, nil
}

func (v *cosignatureVerifier) Name() string    { return v.name }
func (v *cosignatureVerifier) KeyHash() uint32 { return v.hash }
func (v *cosignatureVerifier) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(v.key, append([]byte(head), msg...), sig[8:])
}

// tileReader reads tiles as C2SP lays them out: as Go does, without the height.
type tileReader struct{}

func (tileReader) Height() int { return 8 }

func (tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(dir, strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// checkEntries hashes every entry of every bundle and compares it with the tree.
func checkEntries(tree tlog.Tree, hashes tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 256 {
		width := tree.N - first
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		var indexes []int64
		var want []tlog.Hash
		for number := first; number < first+width; number++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("%s is cut short", path)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			want = append(want, tlog.RecordHash(bundle[2:2+length]))
			indexes = append(indexes, tlog.StoredHashIndex(0, number))
			bundle = bundle[2+length:]
		}
		if len(bundle) != 0 {
			return fmt.Errorf("%s is too long", path)
		}
		got, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i := range got {
			if got[i] != want[i] {
				return fmt.Errorf("entry %d does not have its leaf hash", first+int64(i))
			}
		}
	}
	return nil
}

func checkInclusion(tree tlog.Tree, hashes tlog.HashReader) (int, error) {
	text, err := read("inclusion")
	if err != nil {
		return 0, err
	}
	lines := strings.Split(text, "\n")
	for _, line := range lines {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			return 0, errors.New("an empty line")
		}
		index, err := strconv.ParseInt(fields[0], 10, 64)
		if err != nil {
			return 0, err
		}
		proof, err := parseHashes(fields[1:])
		if err != nil {
			return 0, err
		}
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf[0]); err != nil {
			return 0, fmt.Errorf("leaf %d: %w", index, err)
		}
		if err := sameAsGo(proof)(tlog.ProveRecord(tree.N, index, hashes)); err != nil {
			return 0, fmt.Errorf("leaf %d: %w", index, err)
		}
	}
	return len(lines), nil
}

// sameAsGo compares a proof with the one that Go makes from the tiles.
func sameAsGo(proof []tlog.Hash) func(golang []tlog.Hash, err error) error {
	return func(golang []tlog.Hash, err error) error {
		if err != nil {
			return err
		}
		if len(golang) != len(proof) {
			return errors.New("Go's own proof has another length")
		}
		for i := range golang {
			if !bytes.Equal(golang[i][:], proof[i][:]) {
				return errors.New("Go's own proof differs")
			}
		}
		return nil
	}
}

func parseHashes(texts []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, text := range texts {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}
