// Command sdks writes the SDKs of a Pulumi schema with Pulumi's own code generators:
//
//	sdks SCHEMA FOLDER LANGUAGE...
//
// Each language gets a folder of its name. A language is one of the keys of `generators`.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blang/semver"
	java "github.com/pulumi/pulumi-java/pkg/codegen/java"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-aep"

type generator func(*schema.Package) (map[string][]byte, error)

var generators = map[string]generator{
	"python": func(pkg *schema.Package) (map[string][]byte, error) {
		return python.GeneratePackage(tool, pkg, nil, noOthers{})
	},
	"go": func(pkg *schema.Package) (map[string][]byte, error) {
		return golang.GeneratePackage(tool, pkg, nil)
	},
	"nodejs": func(pkg *schema.Package) (map[string][]byte, error) {
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, noOthers{})
	},
	"java": func(pkg *schema.Package) (map[string][]byte, error) {
		return java.GeneratePackage(tool, pkg, nil, nil, true, false)
	},
}

func main() {
	if len(os.Args) < 4 {
		fail(fmt.Errorf("usage: sdks SCHEMA FOLDER LANGUAGE..."))
	}
	file, folder := os.Args[1], os.Args[2]
	for _, language := range os.Args[3:] {
		if err := write(file, filepath.Join(folder, language), language); err != nil {
			fail(fmt.Errorf("%s: %w", language, err))
		}
	}
}

func write(file, folder, language string) error {
	generate, ok := generators[language]
	if !ok {
		return fmt.Errorf("there is no generator of this language")
	}
	// A generator writes into the package that it is given, so that each needs its own.
	pkg, err := read(file)
	if err != nil {
		return err
	}
	files, err := generate(pkg)
	if err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func read(file string) (*schema.Package, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	pkg, problems, err := schema.BindSpec(spec, noOthers{}, schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if problems.HasErrors() {
		return nil, problems
	}
	return pkg, nil
}

// noOthers loads the other packages that a schema refers to: there are none.
type noOthers struct{}

func (noOthers) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	return nil, fmt.Errorf("the schema refers to another package, %s", name)
}

func (others noOthers) LoadPackageV2(_ context.Context, wanted *schema.PackageDescriptor) (*schema.Package, error) {
	return others.LoadPackage(wanted.Name, nil)
}

func (others noOthers) LoadPackageReference(name string, _ *semver.Version) (schema.PackageReference, error) {
	_, err := others.LoadPackage(name, nil)
	return nil, err
}

func (others noOthers) LoadPackageReferenceV2(
	_ context.Context, wanted *schema.PackageDescriptor,
) (schema.PackageReference, error) {
	return others.LoadPackageReference(wanted.Name, nil)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
