package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"

	"github.com/xeipuuv/gojsonschema"
)

// checkSchema holds the values to values.schema.json; the error names every value that does not fit.
func checkSchema(name string, schema []byte, values map[string]interface{}) error {
	if len(schema) == 0 {
		return nil
	}
	data, err := json.Marshal(values)
	if err != nil {
		return err
	}
	if bytes.Equal(data, []byte("null")) {
		data = []byte("{}")
	}
	result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(schema), gojsonschema.NewBytesLoader(data))
	if err != nil {
		return fmt.Errorf("values.schema.json: %w", err)
	}
	if result.Valid() {
		return nil
	}
	lines := make([]string, 0, len(result.Errors()))
	for _, fault := range result.Errors() {
		lines = append(lines, fmt.Sprintf("- %s", fault))
	}
	sort.Strings(lines)
	message := fmt.Sprintf("values don't meet the specifications of the schema(s) in the following chart(s):\n%s:\n", name)
	for _, line := range lines {
		message += line + "\n"
	}
	return errors.New(message)
}
