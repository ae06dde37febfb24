// Servedlog fetches a log over HTTP from a node that serves it, and checks all of it with Go's own transparency log code:
//
//	servedlog URL VKEY TOKEN OLD
//
// URL is where the log begins (http://127.0.0.1:8080/log/ORIGIN), VKEY the log's verifier key, TOKEN a bearer token for the entry bundles, and OLD a
// file with an older signed checkpoint of the same log. Checked are the newest checkpoint's signature, every tile and every entry against its root, that
// the older head's tree is the beginning of the newer one, and the tlog-proof of the first, a middle and the last entry.
//
// It prints one line and ends with 0 if all of it holds, else with 1. It needs nothing but golang.org/x/mod.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var url, vkey, token string

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: servedlog URL VKEY TOKEN OLD")
		os.Exit(2)
	}
	url, vkey, token = os.Args[1], os.Args[2], os.Args[3]
	summary, err := check(os.Args[4])
	if err != nil {
		fmt.Println("not verified:", err)
		os.Exit(1)
	}
	fmt.Println("verified:", summary)
}

func check(older string) (string, error) {
	data, err := os.ReadFile(older)
	if err != nil {
		return "", err
	}
	old, err := openCheckpoint(data)
	if err != nil {
		return "", fmt.Errorf("older checkpoint: %w", err)
	}
	data, err = get("/checkpoint")
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(data)
	if err != nil {
		return "", fmt.Errorf("checkpoint: %w", err)
	}
	// TileHashReader checks every tile that it reads against the root.
	hashes := tlog.TileHashReader(tree, tileReader{})
	if err := checkEntries(tree, hashes); err != nil {
		return "", fmt.Errorf("entries: %w", err)
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return "", fmt.Errorf("consistency: %w", err)
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return "", fmt.Errorf("consistency: %w", err)
	}
	for _, number := range []int64{0, tree.N / 2, tree.N - 1} {
		if err := checkProof(number, hashes); err != nil {
			return "", fmt.Errorf("proof of entry %d: %w", number, err)
		}
	}
	return fmt.Sprintf("%d entries, consistent from %d, 3 proofs", tree.N, old.N), nil
}

func get(path string) ([]byte, error) {
	request, err := http.NewRequest("GET", url+path, nil)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(path, "/tile/entries/") {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != 200 {
		err = fmt.Errorf("%s: status %d", path, response.StatusCode)
	}
	return body, err
}

func openCheckpoint(data []byte) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("malformed checkpoint %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// tileReader reads tiles as C2SP lays them out: as Go does, without the height.
type tileReader struct{}

func (tileReader) Height() int { return 8 }

func (tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := get("/" + strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
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
		path := "/" + strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		bundle, err := get(path)
		if err != nil {
			return err
		}
		for number := first; number < first+width; number++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("%s is cut short", path)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			want := tlog.RecordHash(bundle[2 : 2+length])
			bundle = bundle[2+length:]
			got, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, number)})
			if err != nil {
				return err
			}
			if got[0] != want {
				return fmt.Errorf("entry %d does not have its leaf hash", number)
			}
		}
		if len(bundle) != 0 {
			return fmt.Errorf("%s is too long", path)
		}
	}
	return nil
}

// checkProof reads a C2SP tlog-proof and checks it against the checkpoint that it brings.
func checkProof(number int64, hashes tlog.HashReader) error {
	data, err := get(fmt.Sprintf("/proof/%d", number))
	if err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(string(data), "\n\n")
	if !found {
		return errors.New("no empty line stands before the checkpoint")
	}
	lines := strings.Split(head, "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("it begins with %q", lines[0])
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if lines[0] != fmt.Sprintf("index %d", number) {
		return fmt.Errorf("it is of %q", lines[0])
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	tree, err := openCheckpoint([]byte(checkpoint))
	if err != nil {
		return err
	}
	leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, number)})
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, number, leaf[0])
}
