// Tlogjudge judges the cases on standard input, one JSON object a line, with Go's own notes and transparency logs
// (golang.org/x/mod/sumdb), and prints for each its number, a tab, `accepted` or `refused`, a tab, and what it shows or why.
// What Go has no code for (evidence, verifier keys of other types) it does not judge: `-`.
//
// With -plant CHECK a check is left out, to show that the comparison notices it: signature, tiles.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type sentTile struct {
	Path  string
	Bytes []byte
}

type oneCase struct {
	N         int
	Family    string
	Note      []byte
	File      []byte
	Keys      []string
	Witnesses []string
	Needs     []int
	Origin    string
	Leaf      []byte
	Index     uint64
	Size      uint64
	Root      []byte
	Proof     [][]byte
	OldSize   uint64
	OldRoot   []byte
	Tiles     []sentTile
	Tile      []byte
	Bytes     []byte
	Count     int
	Path      string
	Key       string
}

// mostLeaves is the size of the largest tree of which Go can check a proof: beyond it, its search for the power of two below the
// size never ends.
const mostLeaves = 1 << 62

var errNotJudged = errors.New("not judged")
var planted string

func main() {
	if len(os.Args) == 3 && os.Args[1] == "-plant" {
		planted = os.Args[2]
	} else if len(os.Args) != 1 {
		fmt.Fprintln(os.Stderr, "usage: tlogjudge [-plant signature|tiles] < CASES")
		os.Exit(2)
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if len(line) == 0 {
			return
		}
		var c oneCase
		if err = json.Unmarshal(line, &c); err != nil {
			fmt.Fprintln(os.Stderr, "a line that is no case:", err)
			os.Exit(2)
		}
		switch shown, err := judge(&c); {
		case err == errNotJudged:
			fmt.Fprintf(out, "%d\t-\t\n", c.N)
		case err != nil:
			fmt.Fprintf(out, "%d\trefused\t%q\n", c.N, err)
		default:
			fmt.Fprintf(out, "%d\taccepted\t%s\n", c.N, shown)
		}
	}
}

func judge(c *oneCase) (string, error) {
	switch c.Family {
	case "key":
		return judgeKey(c)
	case "note":
		known, err := newKnown(c.Keys)
		if err != nil {
			return "", err
		}
		opened, err := known.open(c.Note)
		if err != nil {
			return "", err
		}
		return known.shown(opened, 0, c.Needs)
	case "checkpoint":
		_, shown, err := openCheckpoint(c, c.Note)
		return shown, err
	case "inclusion":
		return "", checkRecord(c.Proof, c.Size, c.Root, c.Index, c.Leaf)
	case "consistency":
		return "", judgeConsistency(c)
	case "path":
		return judgePath(c.Path)
	case "tiles":
		return "", judgeTiles(c)
	case "bundle":
		return "", judgeBundle(c)
	case "proof-file":
		return judgeProofFile(c)
	}
	return "", errNotJudged
}

func judgeKey(c *oneCase) (string, error) {
	verifier, err := note.NewVerifier(c.Key)
	if err != nil {
		if parts := strings.SplitN(c.Key, "+", 3); len(parts) == 3 {
			if raw, _ := base64.StdEncoding.DecodeString(parts[2]); len(raw) > 0 && raw[0] != 1 {
				return "", errNotJudged
			}
		}
		return "", err
	}
	return fmt.Sprintf("1 %d", verifier.KeyHash()), nil
}

// Notes and checkpoints.

type knownKeys struct {
	verifiers []note.Verifier
	places    map[string]int
}

func nameHash(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

func newKnown(keys []string) (*knownKeys, error) {
	known := &knownKeys{places: map[string]int{}}
	for place, key := range keys {
		verifier, err := newVerifier(key)
		if err == errNotJudged {
			continue // of a type that signs no notes
		} else if err != nil {
			return nil, err
		}
		known.verifiers = append(known.verifiers, verifier)
		known.places[nameHash(verifier.Name(), verifier.KeyHash())] = place
	}
	return known, nil
}

func (k *knownKeys) open(data []byte) (*note.Note, error) {
	return note.Open(data, note.VerifierList(k.verifiers...))
}

// shown says which keys signed, by their places from the first on, and when.
func (k *knownKeys) shown(opened *note.Note, first int, needs []int) (string, error) {
	var parts []string
	signed := map[int]bool{}
	for _, sig := range opened.Sigs {
		place := k.places[nameHash(sig.Name, sig.Hash)] - first
		if place < 0 {
			continue
		}
		signed[place] = true
		part := strconv.Itoa(place)
		if raw, _ := base64.StdEncoding.DecodeString(sig.Base64); len(raw) == 4+72 {
			part += fmt.Sprintf("@%d", binary.BigEndian.Uint64(raw[4:]))
		}
		parts = append(parts, part)
	}
	for _, place := range needs {
		if !signed[place] {
			return "", fmt.Errorf("key %d has not signed", place)
		}
	}
	return strings.Join(parts, ","), nil
}

func newVerifier(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) == 3 {
		key, err := base64.StdEncoding.DecodeString(parts[2])
		if err == nil && len(key) > 0 && key[0] == 0xff {
			return nil, errNotJudged
		}
		if err == nil && len(key) == 33 && key[0] == 4 {
			sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
			hash := binary.BigEndian.Uint32(sum[:])
			if fmt.Sprintf("%08x", hash) != parts[1] {
				return nil, errors.New("wrong key ID of the witness")
			}
			return &planting{&cosignatureVerifier{parts[0], hash, key[1:]}}, nil
		}
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, err
	}
	return &planting{verifier}, nil
}

// planting leaves the check of signatures out, if so told.
type planting struct{ note.Verifier }

func (p *planting) Verify(msg, sig []byte) bool {
	return planted == "signature" || p.Verifier.Verify(msg, sig)
}

// cosignatureVerifier verifies C2SP cosignature/v1, which golang.org/x/mod does not know.
type cosignatureVerifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (v *cosignatureVerifier) Name() string    { return v.name }
func (v *cosignatureVerifier) KeyHash() uint32 { return v.hash }
func (v *cosignatureVerifier) Verify(msg, sig []byte) bool {
	if len(sig) != 72 || sig[0] > 127 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(v.key, append([]byte(head), msg...), sig[8:])
}

func openCheckpoint(c *oneCase, data []byte) (tlog.Tree, string, error) {
	var tree tlog.Tree
	known, err := newKnown(append(append([]string{}, c.Keys...), c.Witnesses...))
	if err != nil {
		return tree, "", err
	}
	opened, err := known.open(data)
	if err != nil {
		return tree, "", err
	}
	byLog := false
	for _, sig := range opened.Sigs {
		byLog = byLog || known.places[nameHash(sig.Name, sig.Hash)] < len(c.Keys)
	}
	if !byLog {
		return tree, "", errors.New("the log has not signed")
	}
	lines := strings.Split(strings.TrimSuffix(opened.Text, "\n"), "\n")
	if len(lines) < 3 || lines[0] != c.Origin {
		return tree, "", fmt.Errorf("no checkpoint of the log: %q", opened.Text)
	}
	for _, line := range lines {
		if line == "" {
			return tree, "", errors.New("an empty line in the checkpoint")
		}
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, "", err
	}
	if tree.N < 0 || strconv.FormatInt(tree.N, 10) != lines[1] {
		return tree, "", errors.New("malformed size")
	}
	if tree.Hash, err = tlog.ParseHash(lines[2]); err != nil {
		return tree, "", err
	}
	if tree.Hash.String() != lines[2] || tree.N == 0 && tree.Hash != sha256.Sum256(nil) {
		return tree, "", errors.New("malformed root")
	}
	shown, err := known.shown(opened, len(c.Keys), c.Needs)
	return tree, fmt.Sprintf("%d %s %s", tree.N, tree.Hash, shown), err
}

// Proofs.

func toHash(data []byte) (hash tlog.Hash, err error) {
	if len(data) != tlog.HashSize {
		return hash, errors.New("a hash of another length")
	}
	copy(hash[:], data)
	return hash, nil
}

func toHashes(all [][]byte) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, data := range all {
		hash, err := toHash(data)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func checkRecord(proof [][]byte, size uint64, root []byte, index uint64, leaf []byte) error {
	if size > mostLeaves || index > 1<<63-1 {
		return errNotJudged
	}
	hashes, err := toHashes(append([][]byte{root, leaf}, proof...))
	if err != nil {
		return err
	}
	return tlog.CheckRecord(hashes[2:], int64(size), hashes[0], int64(index), hashes[1])
}

func judgeConsistency(c *oneCase) error {
	// Go asks for trees of one leaf at least.
	if c.OldSize == 0 || c.Size == 0 || c.OldSize > mostLeaves || c.Size > mostLeaves {
		return errNotJudged
	}
	hashes, err := toHashes(append([][]byte{c.OldRoot, c.Root}, c.Proof...))
	if err != nil {
		return err
	}
	return tlog.CheckTree(hashes[2:], int64(c.Size), hashes[1], int64(c.OldSize), hashes[0])
}

func judgeProofFile(c *oneCase) (string, error) {
	rest := c.File
	var lines []string
	for {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return "", errors.New("no empty line")
		}
		line := string(rest[:i])
		rest = rest[i+1:]
		if line == "" {
			break
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("malformed first line")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		text := strings.TrimPrefix(lines[0], "extra ")
		extra, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(extra) == 0 || base64.StdEncoding.EncodeToString(extra) != text {
			return "", errors.New("malformed extra data")
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return "", errors.New("no index")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		return "", err
	}
	if index < 0 || lines[0] != fmt.Sprintf("index %d", index) {
		return "", errors.New("malformed index")
	}
	var proof [][]byte
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		if hash.String() != line {
			return "", errors.New("malformed hash")
		}
		proof = append(proof, append([]byte{}, hash[:]...))
	}
	tree, shown, err := openCheckpoint(c, rest)
	if err != nil {
		return "", err
	}
	if err := checkRecord(proof, uint64(tree.N), tree.Hash[:], uint64(index), c.Leaf); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d %s", index, shown), nil
}

// Tiles.

// goPath is the path that Go gives a tile: with its height, and with another word for entries.
func goPath(path string) (string, error) {
	if !strings.HasPrefix(path, "tile/") {
		return "", errors.New("malformed path")
	}
	rest := strings.TrimPrefix(path, "tile/")
	if strings.HasPrefix(rest, "data/") {
		return "", errors.New("malformed path")
	}
	if strings.HasPrefix(rest, "entries/") {
		rest = "data/" + strings.TrimPrefix(rest, "entries/")
	}
	return "tile/8/" + rest, nil
}

func parsePath(path string) (tlog.Tile, error) {
	path, err := goPath(path)
	if err != nil {
		return tlog.Tile{}, err
	}
	return tlog.ParseTilePath(path)
}

func judgePath(path string) (string, error) {
	tile, err := parsePath(path)
	if err != nil {
		return "", err
	}
	if tile.L < 0 {
		return fmt.Sprintf("entries %d %d", tile.N, tile.W), nil
	}
	return fmt.Sprintf("%d %d %d", tile.L, tile.N, tile.W), nil
}

// tileSet lends the tiles of a case.
type tileSet map[tlog.Tile][]byte

func (s tileSet) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, ok := s[tile]
		if !ok || len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("no tile %s", tile.Path())
		}
		all = append(all, data)
	}
	return all, nil
}

func judgeTiles(c *oneCase) error {
	if c.Size > 1<<20 {
		return errors.New("too many leaves")
	}
	root, err := toHash(c.Root)
	if err != nil {
		return err
	}
	set := tileSet{}
	for _, sent := range c.Tiles {
		tile, err := parsePath(sent.Path)
		if err != nil {
			return err
		}
		if _, twice := set[tile]; twice {
			return errors.New("a tile twice")
		}
		set[tile] = sent.Bytes
	}
	// Go names every width that the last tile of a level ever had; the widest comes last.
	var wanted []tlog.Tile
	for _, tile := range tlog.NewTiles(8, 0, int64(c.Size)) {
		if last := len(wanted) - 1; last >= 0 && wanted[last].L == tile.L && wanted[last].N == tile.N {
			wanted[last] = tile
		} else {
			wanted = append(wanted, tile)
		}
	}
	if len(wanted) != len(set) {
		return errors.New("not the tiles of this tree")
	}
	data, err := set.ReadTiles(wanted)
	if err != nil || planted == "tiles" {
		return err
	}
	// The tree that Go builds of the leaves has that root, and Go cuts the same tiles from it. (TileHashReader alone would not do: in a
	// tree whose last tiles hold several of its largest subtrees, it leaves full tiles below them unchecked.)
	var stored storedHashes
	for _, tile := range wanted {
		if tile.L != 0 {
			continue
		}
		for leaves := set[tile]; len(leaves) > 0; leaves = leaves[tlog.HashSize:] {
			leaf, err := toHash(leaves[:tlog.HashSize])
			if err != nil {
				return err
			}
			more, err := tlog.StoredHashesForRecordHash(stored.leaves, leaf, &stored)
			if err != nil {
				return err
			}
			stored.hashes = append(stored.hashes, more...)
			stored.leaves++
		}
	}
	if stored.leaves != int64(c.Size) {
		return errors.New("not the leaves of this tree")
	}
	if hash, err := tlog.TreeHash(stored.leaves, &stored); err != nil || hash != root {
		return fmt.Errorf("another root: %v (%v)", hash, err)
	}
	for place, tile := range wanted {
		if cut, err := tlog.ReadTileData(tile, &stored); err != nil || !bytes.Equal(cut, data[place]) {
			return fmt.Errorf("tile %s (%v)", tile.Path(), err)
		}
	}
	return nil
}

// storedHashes is a tree in memory, as Go stores one.
type storedHashes struct {
	leaves int64
	hashes []tlog.Hash
}

func (s *storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		if index >= int64(len(s.hashes)) {
			return nil, errors.New("no such hash")
		}
		found = append(found, s.hashes[index])
	}
	return found, nil
}

func judgeBundle(c *oneCase) error {
	if c.Count < 1 || c.Count > 256 || len(c.Tile) != 32*c.Count {
		return errors.New("a tile of another width")
	}
	rest := c.Bytes
	for i := 0; i < c.Count; i++ {
		if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
			return errors.New("cut short")
		}
		length := int(binary.BigEndian.Uint16(rest))
		if hash := tlog.RecordHash(rest[2 : 2+length]); !bytes.Equal(hash[:], c.Tile[32*i:32*i+32]) {
			return fmt.Errorf("entry %d", i)
		}
		rest = rest[2+length:]
	}
	if len(rest) != 0 {
		return errors.New("too long")
	}
	return nil
}
