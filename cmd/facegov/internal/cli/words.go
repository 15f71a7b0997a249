// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"slices"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
)

// languages are those that the shipped laws and the templates speak.
var languages = []string{"en", "zh-Hans"}

func checkLanguage(lang string) error {
	if !slices.Contains(languages, lang) {
		return badInput("--lang %.32q is not spoken here; choose %s", lang, strings.Join(languages, ", "))
	}
	return nil
}

// textOf returns a rule's text in a language, in English where a policy does not speak it.
func textOf(r *v1alpha1.Rule, lang string) v1alpha1.RuleText {
	if text, ok := r.Text[lang]; ok {
		return text
	}
	return r.Text["en"]
}

// label names the parts of an explanation.
type label int

const (
	labelLaw label = iota
	labelArticle
	labelSource
	labelWhere
	labelApplies
	labelDemand
	labelRequires
	labelEffect
	labelExceptions
	labelRemedy
	labelHard
	labelAllPlaces
)

var labels = map[string]map[label]string{
	"en": {
		labelLaw: "Law", labelArticle: "Article", labelSource: "Source", labelWhere: "Holds", labelApplies: "Applies to",
		labelDemand: "Demand", labelRequires: "As data", labelEffect: "Effect", labelExceptions: "Exceptions",
		labelRemedy: "Remedy", labelHard: "On the hard list: it acts at once, in running pods too, and nothing lifts it.",
		labelAllPlaces: "every place",
	},
	"zh-Hans": {
		labelLaw: "法律文件", labelArticle: "条款", labelSource: "来源", labelWhere: "效力范围", labelApplies: "适用于",
		labelDemand: "要求", labelRequires: "数据形式", labelEffect: "效果", labelExceptions: "例外",
		labelRemedy: "整改方式", labelHard: "属于硬性清单：立即生效，对运行中的实例同样生效，不得解除。",
		labelAllPlaces: "所有场所",
	},
}
